/**
 * Checks the ABI against `packages/core/abi-lock.json`: `node tools/abi-lock/main.ts`. A changed or missing part is
 * an error (exit code 1), and so is a missing lock. A new part is not, but it is only safe once locked: `--update`
 * appends what is new, and never touches the rest.
 */

import { writeFileSync } from "node:fs";
import { readOptions } from "../command/options.ts";
import { appendAbi, compareAbi, describeDifference } from "./compare.ts";
import { describeAbi } from "./describe.ts";
import { readLock } from "./lock-file.ts";

const usage = `Checks the ABI against its lock.

pnpm abi-lock [OPTIONS]

  --update   append what is new
  --help     print this text`;

const { update } = readOptions(usage, { options: { update: { type: "boolean", default: false } } }).values;
const url = new URL("../../packages/core/abi-lock.json", import.meta.url);

const locked = readLock(url);
const now = describeAbi();
const { broken, added } = compareAbi(locked, now);

for (const difference of broken) console.error(describeDifference(difference));
if (broken.length > 0) {
  console.error(
    `${broken.length} locked parts of the ABI changed. Put them back; new entries go to the end.`,
  );
  process.exitCode = 1;
} else if (added.length === 0) {
  console.log("The ABI is what the lock says.");
} else if (update) {
  writeFileSync(url, `${JSON.stringify(appendAbi(locked, now), null, 2)}\n`);
  console.log(`Locked ${added.length} new parts of the ABI.`);
} else {
  for (const difference of added) console.log(describeDifference(difference));
  console.log(
    `${added.length} parts of the ABI are not locked yet: run \`node tools/abi-lock/main.ts --update\`.`,
  );
}

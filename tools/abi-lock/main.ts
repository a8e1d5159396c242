/**
 * Checks the ABI against `packages/core/abi-lock.json`: `node tools/abi-lock/main.ts`. A changed or missing part is
 * an error (exit code 1). A new one is not, but it is only safe once locked: `--update` appends what is new, and
 * never touches the rest.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type Abi, appendAbi, compareAbi, describeDifference } from "./compare.ts";
import { describeAbi } from "./describe.ts";

const url = new URL("../../packages/core/abi-lock.json", import.meta.url);

function isAbi(value: unknown): value is Abi {
  const isRecord = (it: unknown): it is Record<string, unknown> => typeof it === "object" && it !== null;
  const isGroup = (it: unknown): boolean =>
    isRecord(it) && Object.values(it).every((text) => typeof text === "string");
  return isRecord(value) && Object.values(value).every(isGroup);
}

function readLock(): Abi {
  if (!existsSync(url)) return {};
  const value: unknown = JSON.parse(readFileSync(url, "utf8"));
  if (!isAbi(value))
    throw new Error("abi-lock.json: expected groups of names with one text each; restore the file");
  return value;
}

const locked = readLock();
const now = describeAbi();
const { broken, added } = compareAbi(locked, now);
const update = process.argv.includes("--update");

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

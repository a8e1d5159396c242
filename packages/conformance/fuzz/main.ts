/** The command `pnpm fuzz`. */

import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { fuzzWatched } from "./watch.ts";

const usage = `Fuzzes the boundary of the sandbox.

pnpm fuzz [OPTIONS]

  --python V      3.12, 3.13 or 3.14; may be repeated (all three, if left out)
  --seed N        the seed (the number of the day, if left out)
  --seconds N     how long on each Python (60)
  --only N        run script N of the seed, and no other
  --json FILE     write the numbers to a file
  --help          print this text`;

const pythons = ["3.12", "3.13", "3.14"];

function wholeNumber(name: string, text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw new RangeError(`--${name} takes a whole number, not '${text}'`);
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      python: { type: "string", multiple: true },
      seed: { type: "string" },
      seconds: { type: "string", default: "60" },
      only: { type: "string" },
      json: { type: "string" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true) {
    console.log(usage);
    return 0;
  }
  const chosen = values.python ?? pythons;
  const unknown = chosen.find((python) => !pythons.includes(python));
  if (unknown !== undefined)
    throw new RangeError(`there is no Python ${unknown} here; there are ${pythons.join(", ")}`);
  const seed =
    values.seed === undefined ? Math.floor(Date.now() / 86_400_000) : wholeNumber("seed", values.seed);
  let [passed, failed] = [0, 0];
  for (const python of chosen) {
    const { scripts, exceptions, failure } = await fuzzWatched({
      packageName: `pyodide-${python.replace(".", "")}`,
      seed,
      seconds: wholeNumber("seconds", values.seconds),
      ...(values.only !== undefined && { only: wholeNumber("only", values.only) }),
    });
    const counts = [...exceptions].sort(([, a], [, b]) => b - a).map(([name, count]) => `${count} ${name}`);
    console.log(`Python ${python}, seed ${seed}: ${scripts} scripts (${counts.join(", ")})`);
    passed += scripts;
    if (failure !== null) {
      failed++;
      console.log(failure);
    }
  }
  if (values.json !== undefined) writeFileSync(values.json, JSON.stringify({ passed, failed, skipped: 0 }));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

main().then(
  (status) => {
    process.exitCode = status;
  },
  (thrown: unknown) => {
    console.error(thrown instanceof RangeError || thrown instanceof TypeError ? thrown.message : thrown);
    process.exitCode = 2;
  },
);

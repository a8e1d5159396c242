/**
 * The command `pnpm bench`: the same functions in every flavour, as ratios to an extension that is written against
 * CPython's C API.
 *
 * All flavours live in one interpreter and are measured in turn, many times; the time counts that a tenth of the turns stay
 * below. Results are checked to be equal, and reference counts to stay as they are.
 */

import { readOptions, usage } from "./options.ts";
import { runBench } from "./run.ts";
import { runScale } from "./scale/run.ts";

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  if (options !== null) return options.scale ? runScale(options) : runBench(options);
  console.log(usage);
  return 0;
}

process.exitCode = await main().catch((error: Error) => {
  const isAsked = error instanceof RangeError || ("code" in error && /^ERR_PARSE_ARGS/.test(`${error.code}`));
  console.error(isAsked ? `${error.message}\n\n${usage}` : error.stack);
  return 2;
});

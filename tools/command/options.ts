/** What the commands of the workspace have in common: their options, and what they say of wrong ones. */

import { type ParseArgsConfig, parseArgs } from "node:util";

/**
 * Reads a command's options. Where `--help` is among them, prints the usage and ends the process; where one does not exist,
 * or has no value, says so before the usage and ends with status 2.
 */
export function readOptions<T extends ParseArgsConfig>(
  usage: string,
  config: T,
): ReturnType<typeof parseArgs<T>> {
  if ((config.args ?? process.argv.slice(2)).includes("--help")) {
    console.log(usage);
    process.exit(0);
  }
  try {
    return parseArgs(config);
  } catch (thrown) {
    // What Node says of options is a TypeError, and what it says of the configuration, too: neither needs a stack.
    if (!(thrown instanceof TypeError)) throw thrown;
    return refuse(usage, thrown.message);
  }
}

/** Says what is wrong with the options, before the usage, and ends the process with status 2. */
export function refuse(usage: string, problem: string): never {
  console.error(`${problem}\n\n${usage}`);
  process.exit(2);
}

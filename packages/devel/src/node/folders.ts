/** Where this package keeps files on a user's machine. */

import { homedir } from "node:os";
import { join } from "node:path";

/** The folder for what can be made again: in `XDG_CACHE_HOME`, else in `.cache` in the user's home. */
export function cacheFolder(): string {
  const base = process.env.XDG_CACHE_HOME;
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "hpyjs");
}

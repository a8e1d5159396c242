/** Writing results. */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Writes a text to a file, whose folder is made where it is not there. */
export function writeFile(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

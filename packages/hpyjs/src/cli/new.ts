/** `hpyjs new`: the beginning of an extension, in TypeScript, C or C++. */

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { CliError } from "./errors.ts";
import { isFolder, writeFile } from "./files.ts";
import { cFiles, typescriptFiles } from "./templates.ts";

/** The languages of scaffolds. */
export type Language = "ts" | "c" | "cpp";

/** Writes a scaffold into a folder, which must be new or empty. @returns the folder. */
export function scaffold(name: string, folder: string | undefined, language: Language): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new CliError(`'${name}' is no name for a Python module: use letters, digits and underscores`);
  }
  const target = folder ?? name;
  if (existsSync(target) && (!isFolder(target) || readdirSync(target).length > 0)) {
    throw new CliError(`${target} is there already and is not an empty folder`);
  }
  const files = language === "ts" ? typescriptFiles(name) : cFiles(name, language);
  for (const [file, text] of Object.entries(files)) writeFile(join(target, file), text);
  console.log(
    `${target}: ${Object.keys(files).join(", ")}\n\nNext:\n  cd ${target}\n  npm install\n  npm test`,
  );
  return target;
}

/** What belongs to every extension besides its own sources: headers, and archives of compiled helpers. */

import { places, symbolsFile } from "../compiler/arguments.ts";
import type { Language } from "../compiler/language.ts";
import type { Abi, ModuleKind } from "../compiler/options.ts";
import { readBuilt } from "./read.ts";

/** Headers and archives, by the paths that command lines use. */
export interface Assets {
  /** The headers of HPy and of the C library, by path. */
  readonly headers: Readonly<Record<string, string>>;
  /** The archives, and the list of the C library's symbols, by path. */
  readonly archives: Readonly<Record<string, Uint8Array>>;
  /** How CPython is configured in Pyodide: the macros of its `pyconfig.h`, by version (`3.14`). */
  readonly configurations: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

/** An archive that modules are linked with. */
interface ArchiveEntry {
  readonly file: string;
  readonly kind: ModuleKind;
  /** Only extensions with a source in this language are linked with it. */
  readonly language?: Language;
  /** Only extensions for these ABIs are linked with it. */
  readonly abis?: readonly Abi[];
}

/** The archives, in the order in which they are linked. */
const archiveTable: readonly ArchiveEntry[] = [
  { file: "libcxx-pic.a", kind: "pic", language: "c++" },
  { file: "libcxx.a", kind: "reactor", language: "c++" },
  { file: "libhpy-pic.a", kind: "pic", abis: ["universal", "hybrid"] },
  { file: "libhpy-cpython-pic.a", kind: "pic", abis: ["cpython"] },
  { file: "libbuiltins.a", kind: "pic" },
  { file: "libhpy.a", kind: "reactor" },
];

/** The paths of the archives that an extension is linked with, in order. */
export function archivesFor(kind: ModuleKind, languages: ReadonlySet<Language>, abi: Abi): string[] {
  return archiveTable
    .filter((entry) => entry.kind === kind)
    .filter(({ language }) => language === undefined || languages.has(language))
    .filter(({ abis }) => abis === undefined || abis.includes(abi))
    .map(({ file }) => `${places.lib}/${file}`);
}

/** Loads what the package was built with. @throws CompilerMissingError when it was not built. */
export async function loadAssets(): Promise<Assets> {
  const json = async (file: string): Promise<never> =>
    JSON.parse(new TextDecoder().decode(await readBuilt(file))) as never;
  const [headers, configurations] = await Promise.all([json("headers.json"), json("pyconfig.json")]);
  const files = [symbolsFile, ...archiveTable.map(({ file }) => file)];
  const read = files.map(async (file) => [`${places.lib}/${file}`, await readBuilt(file)] as const);
  return { headers, archives: Object.fromEntries(await Promise.all(read)), configurations };
}

/**
 * The C library that a side module gets in the sandbox: a WebAssembly module.
 * @throws CompilerMissingError when the package was not built.
 */
export function libcModule(): Promise<Uint8Array<ArrayBuffer>> {
  return readBuilt("libc.wasm");
}

/** `hpyjs stubs`: the `.pyi` of an extension. */

import { join } from "node:path";
import type { WasmFile } from "@hpyjs/abi-universal";
import type { ExtensionModule } from "@hpyjs/core";
import { stubs as stubText } from "@hpyjs/extension";
import { loadHPy } from "../load-hpy.ts";
import { isWasmFile } from "../wasm-extensions.ts";
import { describer } from "./describer.ts";
import { readExtensions } from "./extensions.ts";
import { writeFile } from "./files.ts";
import { loadCliPyodide } from "./pyodide.ts";

/** What the command line says. */
export interface StubOptions {
  /** The folder for the stubs. */
  readonly outDir: string;
  /** A pyodide package: its folder or its name. */
  readonly pyodide?: string;
}

type Declared = Parameters<typeof stubText>[0];

/** What a module in TypeScript declares: its definitions say more than the running module does. */
function declarationOf(extension: ExtensionModule): Declared | null {
  const { spec } = extension as ExtensionModule & Partial<Declared>;
  return spec === undefined || spec.create !== undefined ? null : { name: extension.name, spec };
}

/** The names that a declaration describes. */
function namesIn({ spec }: Declared): string[] {
  const types = (spec.types ?? []).map(({ name }) => name.slice(name.lastIndexOf(".") + 1));
  return [...Object.keys(spec.methods ?? {}), ...types];
}

/** What is to be looked at while it runs, and the names that are known already. */
interface Sight {
  readonly extension: ExtensionModule | WasmFile;
  readonly known?: readonly string[];
}

/** What can only be seen in a running Python, by the modules' names. */
async function look(sights: readonly Sight[], from: string | undefined): Promise<[string, string][]> {
  if (sights.length === 0) return [];
  const pyodide = await loadCliPyodide(from);
  const hpy = loadHPy(pyodide);
  const describe = pyodide.runPython(describer) as (module: unknown, known?: readonly string[]) => string;
  return sights.flatMap(({ extension, known }) => {
    const names = isWasmFile(extension) ? hpy.open(extension).names : [extension.name];
    const proxy = (name: string): unknown => hpy.load(extension, { name, register: false });
    return names.map((name): [string, string] => [name, describe(proxy(name), known)]);
  });
}

/** Writes the stubs of all modules in a file. */
export async function stubs(path: string, { outDir, pyodide }: StubOptions): Promise<void> {
  const texts = new Map<string, string>();
  const sights: Sight[] = [];
  for (const extension of await readExtensions(path)) {
    const declared = isWasmFile(extension) ? null : declarationOf(extension);
    if (declared !== null) texts.set(declared.name, stubText(declared));
    if (declared === null) sights.push({ extension });
    else if ("exec" in declared.spec) sights.push({ extension, known: namesIn(declared) });
  }
  for (const [name, seen] of await look(sights, pyodide)) {
    const parts = [texts.get(name) ?? "", seen].filter((part) => part !== "");
    texts.set(name, parts.join("\n"));
  }
  for (const [name, text] of texts) {
    const file = join(outDir, `${name.replaceAll(".", "/")}.pyi`);
    writeFile(file, text);
    console.log(file);
  }
}

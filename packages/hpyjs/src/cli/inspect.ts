/** `hpyjs inspect`: what a `.hpy0.wasm` is, needs, and uses. */

import { basename } from "node:path";
import {
  type BinaryModule,
  moduleNames,
  moduleSymbols,
  readModule,
  taggedVersion,
  WasmFormatError,
} from "@hpyjs/abi-universal";
import { constantResult, usedContextFunctions } from "./census.ts";
import { CliError } from "./errors.ts";
import { byteCount, readBytes } from "./files.ts";

/** What there is to say about a file. */
interface Findings {
  readonly file: string;
  readonly size: number;
  readonly flavour: string;
  readonly abi: string;
  readonly modules: readonly { readonly name: string; readonly version: string }[];
  readonly contextFunctions: readonly string[];
  readonly imports: readonly string[];
  readonly exports: readonly string[];
  readonly sections: readonly { readonly name: string; readonly size: number }[];
}

const sectionNames: readonly string[] = [
  "custom",
  "type",
  "import",
  "function",
  "table",
  "memory",
  "global",
  "export",
  "start",
  "element",
  "code",
  "data",
  "data count",
  "tag",
];

function flavourOf({ dylink, imports }: BinaryModule): string {
  if (dylink !== null) return "side module: can be linked, or sandboxed";
  const isReactor = imports.every(({ module }) => module === "wasi_snapshot_preview1");
  return isReactor
    ? "reactor: can only be sandboxed"
    : "neither a side module nor a reactor: cannot be loaded";
}

function abiOf(path: string): string {
  const name = basename(path);
  if (/\.hpy\d+-/.test(name)) return "hybrid, by the file's name";
  return taggedVersion(name) === null
    ? "unknown: the file's name has no tag such as .hpy0"
    : "universal, by the file's name";
}

function examine(path: string): Findings {
  const bytes = readBytes(path);
  let binary: BinaryModule;
  try {
    binary = readModule(bytes);
  } catch (thrown) {
    if (thrown instanceof WasmFormatError) throw new CliError(`${path} is ${thrown.message}`);
    throw thrown;
  }
  const exported = binary.exports.map(({ name }) => name);
  const version = (name: string): string => {
    const { major, minor } = moduleSymbols(name);
    const numbers = [major, minor].map((symbol) => constantResult(bytes, binary, symbol));
    return numbers.includes(null) ? "unknown" : numbers.join(".");
  };
  return {
    file: path,
    size: bytes.length,
    flavour: flavourOf(binary),
    abi: abiOf(path),
    modules: moduleNames(exported).map((name) => ({ name, version: version(name) })),
    contextFunctions: usedContextFunctions(bytes, binary),
    imports: binary.imports.map(({ module, name }) => `${module}.${name}`),
    exports: exported,
    sections: binary.sections.map(({ id, name, size }) => ({
      name: name ?? sectionNames[id] ?? `section ${id}`,
      size,
    })),
  };
}

/** Prints a list over several lines. */
function wrapped(items: readonly string[], none: string): string {
  if (items.length === 0) return `  ${none}`;
  const lines: string[] = [];
  let line = " ";
  for (const [index, item] of items.entries()) {
    const text = index === items.length - 1 ? item : `${item},`;
    if (line.length + 1 + text.length > 100 && line.trim() !== "") {
      lines.push(line);
      line = " ";
    }
    line += ` ${text}`;
  }
  return [...lines, line].join("\n");
}

/** Inspects a file. */
export function inspect(path: string, { json = false }: { readonly json?: boolean }): void {
  const found = examine(path);
  if (json) {
    console.log(JSON.stringify(found, null, 2));
    return;
  }
  const modules = found.modules.map(({ name, version }) => `${name} (HPy ABI ${version})`);
  const sections = found.sections.map(({ name, size }) => `${name} ${byteCount(size)}`);
  console.log(
    [
      `${found.file}: ${byteCount(found.size)}`,
      `ABI: ${found.abi}`,
      `Flavour: ${found.flavour}`,
      "Modules:",
      wrapped(modules, "none: it exports no HPyInit_…, so it is no HPy extension"),
      `Context functions that its code calls (${found.contextFunctions.length}; found by the code that compilers make for them):`,
      wrapped(found.contextFunctions, "none found"),
      `Imports (${found.imports.length}):`,
      wrapped(found.imports, "none"),
      `Exports (${found.exports.length}):`,
      wrapped(found.exports, "none"),
      "Sections:",
      wrapped(sections, "none"),
    ].join("\n"),
  );
}

/** `hpyjs wheel`: extensions and Python files as a wheel that installs on every Pyodide. */

import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import type { ExtensionModule } from "@hpyjs/core";
import { type Zippable, zipSync } from "fflate";
import { scriptExtensions } from "../script-extension.ts";
import { bundle } from "./bundle.ts";
import { CliError, oneLine } from "./errors.ts";
import { byteCount, filesBelow, isFolder, readBytes, readText, writeFile } from "./files.ts";
import { runtimeRequirement, startersFor } from "./starters.ts";

/** What the command line says. */
export interface WheelOptions {
  /** The distribution's name. */
  readonly name: string;
  /** Its version. */
  readonly version: string;
  /** One line about it. */
  readonly summary?: string;
  /** Distributions that it requires. */
  readonly requires: readonly string[];
  /** The Python package that extensions are put into; left out, they are top-level modules. */
  readonly package?: string;
  /** Whether HPy.js comes along, so that the extensions work where no application loads it. */
  readonly runtime: boolean;
  /** A file in Markdown that describes it at length. */
  readonly readme?: string;
  /** More fields of the metadata, each a whole line. */
  readonly fields?: readonly string[];
  /** The folder for the wheel. */
  readonly outDir: string;
}

const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const versionPattern = /^\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9.]+)?$/;

/** A time that is the same in every build: the first that a zip archive can hold. */
const timestamp = new Date("1980-01-01T00:00:00");

/**
 * A module in TypeScript as it lies in a wheel: `name.hpy0.js`, one CommonJS script with all that it needs, which Python's
 * `import name` runs (an ES module could not be loaded without waiting). It is called as the extension is, which
 * running it tells; an extension `package.name` goes into the folder of its package.
 */
async function scriptsOf(
  source: string,
  folder: string | undefined,
): Promise<readonly [string, Uint8Array][]> {
  const script = await bundle(source, "cjs");
  const files = exportsOf(source, script).map(({ name }): [string, Uint8Array] => {
    const parts = name.split(".");
    const last = parts.pop();
    return [[...(folder?.split("/") ?? parts), `${last}.hpy0.js`].join("/"), script];
  });
  if (files.length > 0) return files;
  throw new CliError(`${source} exports no extension module: export what HPyModule() makes`);
}

function exportsOf(source: string, script: Uint8Array): readonly ExtensionModule[] {
  try {
    return scriptExtensions(source, new TextDecoder().decode(script));
  } catch (thrown) {
    throw new CliError(oneLine(thrown), { cause: thrown });
  }
}

/** The files of the wheel for one source, by their path in the wheel. */
async function filesOf(source: string, folder: string | undefined): Promise<readonly [string, Uint8Array][]> {
  const inside = (name: string): string => (folder === undefined ? name : `${folder}/${name}`);
  if (isFolder(source)) {
    return filesBelow(source)
      .filter((file) => !file.includes("__pycache__/"))
      .map((file) => [`${basename(source)}/${file}`, readBytes(join(source, file))]);
  }
  if (source.endsWith(".wasm")) {
    if (!/\.hpy\d+(-cp\d+(-wasm32-emscripten)?)?\.wasm$/.test(source)) {
      throw new CliError(`${source} has no tag in its name: a universal extension is called name.hpy0.wasm`);
    }
    const bytes = readBytes(source);
    if (String.fromCharCode(...bytes.subarray(0, 4)) !== "\0asm") {
      throw new CliError(`${source} is not a WebAssembly module`);
    }
    return [[inside(basename(source)), bytes]];
  }
  if (/\.(ts|mts|js|mjs)$/.test(source) && !/\.hpy\d+\.js$/.test(source))
    return await scriptsOf(source, folder);
  return [[inside(basename(source)), readBytes(source)]];
}

function metadata(
  { name, version, summary, readme, fields = [] }: WheelOptions,
  requires: readonly string[],
): string {
  const lines = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`];
  if (summary !== undefined) lines.push(`Summary: ${summary}`);
  lines.push(...fields, ...requires.map((requirement) => `Requires-Dist: ${requirement}`));
  if (readme === undefined) return `${lines.join("\n")}\n`;
  return `${[...lines, "Description-Content-Type: text/markdown"].join("\n")}\n\n${readText(readme)}`;
}

/**
 * The wheel's Python tags: every Python for what is universal; where there are hybrid extensions, the versions that these are
 * for. A wheel may hold the same one for several versions, of which each finds its own.
 */
function pythonTags(files: Iterable<string>): string[] {
  const versions = [...files].flatMap((file) => /\.hpy\d+-(cp\d+)[^/]*\.wasm$/.exec(file)?.[1] ?? []);
  return versions.length === 0 ? ["py3"] : [...new Set(versions)].sort();
}

/** A field of RECORD. */
function csv(field: string): string {
  return /[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

function check({ name, version, summary, requires, package: folder }: WheelOptions): void {
  if (!namePattern.test(name)) throw new CliError(`'${name}' is no name for a distribution`);
  if (!versionPattern.test(version))
    throw new CliError(`'${version}' is no version: say something like 1.0.0`);
  if (summary?.includes("\n")) throw new CliError("a summary is one line");
  const bad = requires.find((requirement) => !/^[A-Za-z0-9][^\n]*$/.test(requirement));
  if (bad !== undefined) throw new CliError(`'${bad}' is no requirement: say something like 'numpy>=2'`);
  if (folder !== undefined && !/^[\p{L}_][\p{L}\p{N}_]*(\.[\p{L}_][\p{L}\p{N}_]*)*$/u.test(folder)) {
    throw new CliError(`'${folder}' is no name for a Python package`);
  }
}

/** Packs a wheel. @returns its path. */
export async function wheel(sources: readonly string[], options: WheelOptions): Promise<string> {
  check(options);
  const { name, version } = options;
  const escaped = name.replace(/[-_.]+/g, "_").toLowerCase();
  const info = `${escaped}-${version}.dist-info`;
  const folder = options.package?.replaceAll(".", "/");
  const files = new Map<string, Uint8Array>();
  for (const source of sources) {
    for (const [path, content] of await filesOf(source, folder)) {
      if (files.has(path)) throw new CliError(`two sources are both called ${path} in the wheel`);
      files.set(path, content);
    }
  }
  const encoder = new TextEncoder();
  const starters = options.runtime ? startersFor([...files.keys()]) : new Map<string, string>();
  for (const [path, text] of starters) files.set(path, encoder.encode(text));
  const requires = starters.size === 0 ? options.requires : [...options.requires, runtimeRequirement()];
  files.set(`${info}/METADATA`, encoder.encode(metadata(options, requires)));
  const pythons = pythonTags(files.keys());
  const tags = pythons.map((python) => `Tag: ${python}-none-any\n`).join("");
  const head = "Wheel-Version: 1.0\nGenerator: hpyjs\nRoot-Is-Purelib: true\n";
  files.set(`${info}/WHEEL`, encoder.encode(head + tags));
  const records = [...files].map(([path, content]) => {
    const hash = createHash("sha256").update(content).digest("base64url");
    return `${csv(path)},sha256=${hash},${content.length}\n`;
  });
  files.set(`${info}/RECORD`, encoder.encode(`${records.join("")}${info}/RECORD,,\n`));
  const entries: Zippable = Object.fromEntries(
    [...files].map(([path, content]) => [
      path,
      [content, { mtime: timestamp, os: 3, attrs: 0o100644 << 16 }],
    ]),
  );
  const made = zipSync(entries, { level: 9 });
  const file = join(options.outDir, `${escaped}-${version}-${pythons.join(".")}-none-any.whl`);
  writeFile(file, made);
  console.log(`${file} (${byteCount(made.length)}, ${files.size} files)`);
  return file;
}

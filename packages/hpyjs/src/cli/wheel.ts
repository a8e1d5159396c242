/** `hpyjs wheel`: extensions and Python files as a wheel that installs on every Pyodide. */

import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { type Zippable, zipSync } from "fflate";
import { CliError, importOptional } from "./errors.ts";
import { byteCount, filesBelow, isFolder, readBytes, writeFile } from "./files.ts";

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
  /** The folder for the wheel. */
  readonly outDir: string;
}

const namePattern = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?$/;
const versionPattern = /^\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9.]+)?$/;

/** A time that is the same in every build: the first that a zip archive can hold. */
const timestamp = new Date("1980-01-01T00:00:00");

/** Bundles a module in TypeScript into one script, which Python's finder loads as `name.hpy0.js`. */
async function bundle(path: string): Promise<Uint8Array> {
  const { build } = await importOptional(() => import("esbuild"), "esbuild", `bundling ${path}`);
  readBytes(path);
  try {
    const { outputFiles } = await build({
      entryPoints: [path],
      bundle: true,
      format: "cjs",
      platform: "neutral",
      mainFields: ["module", "main"],
      target: "es2023",
      write: false,
      logLevel: "silent",
    });
    return outputFiles[0]?.contents ?? new Uint8Array();
  } catch (thrown) {
    const [first] =
      (thrown as { errors?: readonly { text: string; location: { file: string; line: number } | null }[] })
        .errors ?? [];
    const where = first?.location ? `${first.location.file}:${first.location.line}: ` : "";
    throw new CliError(`cannot bundle ${path}: ${where}${first?.text ?? String(thrown)}`);
  }
}

/** The files of the wheel for one source, by their path in the wheel. */
async function filesOf(source: string, folder: string): Promise<readonly [string, Uint8Array][]> {
  const inside = (name: string): string => (folder === "" ? name : `${folder}/${name}`);
  if (isFolder(source)) {
    return filesBelow(source)
      .filter((file) => !file.includes("__pycache__/"))
      .map((file) => [`${basename(source)}/${file}`, readBytes(join(source, file))]);
  }
  if (source.endsWith(".wasm")) {
    if (!/\.hpy\d+\.wasm$/.test(source)) {
      throw new CliError(`${source} has no tag in its name: a universal extension is called name.hpy0.wasm`);
    }
    return [[inside(basename(source)), readBytes(source)]];
  }
  if (/\.(ts|mts|js|mjs)$/.test(source)) {
    return [[inside(basename(source).replace(/\.\w+$/, ".hpy0.js")), await bundle(source)]];
  }
  return [[inside(basename(source)), readBytes(source)]];
}

function metadata({ name, version, summary, requires }: WheelOptions): string {
  const lines = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`];
  if (summary !== undefined) lines.push(`Summary: ${summary}`);
  return `${[...lines, ...requires.map((requirement) => `Requires-Dist: ${requirement}`)].join("\n")}\n`;
}

function check({ name, version, summary }: WheelOptions): void {
  if (!namePattern.test(name)) throw new CliError(`'${name}' is no name for a distribution`);
  if (!versionPattern.test(version))
    throw new CliError(`'${version}' is no version: say something like 1.0.0`);
  if (summary?.includes("\n")) throw new CliError("a summary is one line");
}

/** Packs a wheel. @returns its path. */
export async function wheel(sources: readonly string[], options: WheelOptions): Promise<string> {
  check(options);
  const { name, version } = options;
  const escaped = name.replace(/[-_.]+/g, "_").toLowerCase();
  const info = `${escaped}-${version}.dist-info`;
  const folder = options.package?.replaceAll(".", "/") ?? "";
  const files = new Map<string, Uint8Array>();
  for (const source of sources) {
    for (const [path, content] of await filesOf(source, folder)) {
      if (files.has(path)) throw new CliError(`two sources are both called ${path} in the wheel`);
      files.set(path, content);
    }
  }
  const encoder = new TextEncoder();
  files.set(`${info}/METADATA`, encoder.encode(metadata(options)));
  const tags = "Wheel-Version: 1.0\nGenerator: hpyjs\nRoot-Is-Purelib: true\nTag: py3-none-any\n";
  files.set(`${info}/WHEEL`, encoder.encode(tags));
  const records = [...files].map(([path, content]) => {
    const hash = createHash("sha256").update(content).digest("base64url");
    return `${path},sha256=${hash},${content.length}\n`;
  });
  files.set(`${info}/RECORD`, encoder.encode(`${records.join("")}${info}/RECORD,,\n`));
  const entries: Zippable = Object.fromEntries(
    [...files].map(([path, content]) => [path, [content, { mtime: timestamp }]]),
  );
  const made = zipSync(entries, { level: 9 });
  const file = join(options.outDir, `${escaped}-${version}-py3-none-any.whl`);
  writeFile(file, made);
  console.log(`${file} (${byteCount(made.length)}, ${files.size} files)`);
  return file;
}

/** `hpyjs run`: a Python script in Pyodide, with extensions that it can import. */

import { dirname, relative, resolve } from "node:path";
import { type Grant, grantNames, type WasmPolicy } from "@hpyjs/abi-universal";
import { loadHPy } from "../load-hpy.ts";
import type { WasmOptions } from "../wasm-policy.ts";
import { CliError, importOptional } from "./errors.ts";
import { readExtensions } from "./extensions.ts";
import { readBytes } from "./files.ts";
import { makeModes, modeNames } from "./modes.ts";
import { type CliPyodide, loadCliPyodide, mount } from "./pyodide.ts";
import { pythonMain } from "./python-main.ts";
import { standardStreams } from "./streams.ts";

/** What the command line says. */
export interface RunOptions {
  /** The extensions. */
  readonly ext: readonly string[];
  /** The modes around them: `debug`, `trace`, or `debug+trace`. */
  readonly mode?: string;
  /** How WebAssembly files are loaded. */
  readonly flavour: WasmPolicy["flavour"];
  /** What sandboxed ones are granted. */
  readonly grant: readonly string[];
  /** A pyodide package: its folder or its name. */
  readonly pyodide?: string;
}

function isGrant(name: string): name is Grant {
  const known: readonly string[] = grantNames;
  return known.includes(name) || /^import:./.test(name);
}

async function wasmOptions({ flavour, grant }: RunOptions): Promise<WasmOptions> {
  if (flavour === "linked") {
    if (grant.length === 0) return { flavour };
    throw new CliError("--grant is for sandboxed extensions: say --flavour sandboxed too");
  }
  const unknown = grant.find((name) => !isGrant(name));
  if (unknown !== undefined) {
    throw new CliError(`there is no grant '${unknown}'; there are: ${grantNames.join(", ")}, import:NAME`);
  }
  const load = () => import("@hpyjs/devel");
  const { libcModule } = await importOptional(load, "@hpyjs/devel", "--flavour sandboxed");
  return { flavour, grants: grant.filter(isGrant), library: new WebAssembly.Module(await libcModule()) };
}

/** Makes the script's folder and the working folder visible, under the paths that they have here. */
function mountFolders(pyodide: CliPyodide, script: string): void {
  const folders = [process.cwd(), dirname(script)];
  const isInside = (folder: string, other: string): boolean =>
    folder !== other && !/^\.\.|^[A-Za-z]:/.test(relative(other, folder));
  const outermost = [...new Set(folders)].filter(
    (folder) => !folders.some((other) => isInside(folder, other)),
  );
  for (const folder of outermost) mount(pyodide, folder);
  pyodide.FS.chdir(process.cwd());
}

interface PythonMain {
  callPromising(path: string, name: string, args: readonly string[]): Promise<number>;
}

/** Runs. @returns the script's exit status. */
export async function run(script: string, args: readonly string[], options: RunOptions): Promise<number> {
  readBytes(script);
  const names = modeNames(options.mode);
  const [modes, wasm, files] = await Promise.all([
    makeModes(names),
    wasmOptions(options),
    Promise.all(options.ext.map(readExtensions)),
  ]);
  const pyodide = await loadCliPyodide(options.pyodide, {
    env: { ...process.env, HOME: "/home/pyodide", ...(names.length > 0 && { HPY: names.join("+") }) },
  });
  standardStreams(pyodide);
  const hpy = loadHPy(pyodide, { modes, wasm });
  for (const extension of files.flat()) hpy.register(extension, { modes: names.toReversed() });
  const path = resolve(script);
  mountFolders(pyodide, path);
  // Called like this, Python may wait for what is asynchronous (`asyncio.run()`), where the engine can switch stacks.
  const main = pyodide.runPython(pythonMain) as PythonMain;
  return await main.callPromising(path, script, args);
}

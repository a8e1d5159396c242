/** `hpyjs run`: a Python script in Pyodide, with extensions that it can import. */

import { dirname, resolve } from "node:path";
import type { Grant, WasmPolicy } from "@hpyjs/abi-universal";
import { loadHPy } from "../load-hpy.ts";
import type { WasmOptions } from "../wasm-policy.ts";
import { CliError, importOptional } from "./errors.ts";
import { readExtensions } from "./extensions.ts";
import { commonFolder, readBytes } from "./files.ts";
import { makeModes, modeNames } from "./modes.ts";
import { loadCliPyodide, mount } from "./pyodide.ts";

/** What the command line says. */
export interface RunOptions {
  /** The extensions. */
  readonly ext: readonly string[];
  /** The modes around them: `trace`. */
  readonly mode?: string;
  /** How WebAssembly files are loaded. */
  readonly flavour: WasmPolicy["flavour"];
  /** What sandboxed ones are granted. */
  readonly grant: readonly string[];
  /** The folder of a pyodide package. */
  readonly pyodide?: string;
}

/** Runs a script as `python script.py` would: arguments, the folder on sys.path, SystemExit, tracebacks. */
const driver = `
def _hpyjs_main(path, argv):
    import os, runpy, sys, traceback
    sys.argv = [path, *argv]
    sys.path.insert(0, os.path.dirname(path))
    code = 0
    try:
        runpy.run_path(path, run_name="__main__")
    except SystemExit as exc:
        if exc.code is None:
            code = 0
        elif isinstance(exc.code, int):
            code = exc.code & 0xff
        else:
            print(exc.code, file=sys.stderr)
            code = 1
    except BaseException as exc:
        tb = exc.__traceback__
        while tb is not None and tb.tb_frame.f_code.co_filename != path:
            tb = tb.tb_next
        traceback.print_exception(type(exc), exc, tb or exc.__traceback__)
        code = 1
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    return code
_hpyjs_main
`;

async function wasmOptions({ flavour, grant }: RunOptions): Promise<WasmOptions> {
  if (flavour !== "sandboxed") {
    if (grant.length > 0)
      throw new CliError("--grant is for sandboxed extensions: say --flavour sandboxed too");
    return { flavour };
  }
  const { libcModule } = await importOptional(
    () => import("@hpyjs/devel"),
    "@hpyjs/devel",
    "--flavour sandboxed",
  );
  return { flavour, grants: grant as readonly Grant[], library: new WebAssembly.Module(await libcModule()) };
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
    stdout: (line: string) => process.stdout.write(`${line}\n`),
    stderr: (line: string) => process.stderr.write(`${line}\n`),
    env: { ...process.env, HOME: "/home/pyodide", ...(names.length > 0 && { HPY: names.join("+") }) },
  });
  const hpy = loadHPy(pyodide, { modes, wasm });
  for (const extension of files.flat()) hpy.register(extension, { modes: names.toReversed() });
  const path = resolve(script);
  const folder = commonFolder([process.cwd(), dirname(path)]);
  if (folder === "/") for (const one of [process.cwd(), dirname(path)]) mount(pyodide, one);
  else mount(pyodide, folder);
  pyodide.FS.chdir(process.cwd());
  const main = pyodide.runPython(driver) as (path: string, args: readonly string[]) => number;
  return main(path, args);
}

/**
 * The targets whose extensions are written in C for CPython's own ABI, and imported by CPython itself: HPy.js has no part
 * in them once they are compiled, so nothing can be counted, and no mode can be around them.
 */

import { type Api, type Handle, HPy_NULL, type Layer, type Memory, type Pointer } from "@hpyjs/core";
import { cpythonOmissions } from "@hpyjs/cpython-bridge";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import type { Session, Target } from "../src/index.ts";
import { compileFixtures } from "./c-fixtures.ts";
import { fileOf } from "./fixture-file.ts";
import type { Pyodide } from "./interpreter.ts";
import { startPyodide } from "./pyodide.ts";
import { pyodideSession } from "./session.ts";

/** What a target is made of. */
export interface CCPythonTarget {
  /** Python's version: `3.14`. */
  readonly python: string;
  /** Whether its failures fail the run. */
  readonly gates: boolean;
  /** Whether it runs when nothing is said. */
  readonly routine: boolean;
}

/** A target whose extensions are ordinary extension modules, written in C with HPy. */
export function cCPythonTarget({ python, gates, routine }: CCPythonTarget): Target {
  return {
    name: `c-linked-cpython-${python}`,
    python,
    language: "c",
    abi: "cpython",
    modes: [],
    withheld: cpythonOmissions,
    counted: false,
    gates,
    routine,
    open: () => openSession(`pyodide-${python.replace(".", "")}`),
  };
}

/** Imports an extension module from a file, without a place in `sys.modules`. */
const importer = `
import sys, types
from importlib.util import module_from_spec, spec_from_file_location
def import_from(name, path):
    spec = spec_from_file_location(name, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
sys.modules["conformance_importer"] = types.ModuleType("conformance_importer")
sys.modules["conformance_importer"].import_from = import_from
`;

/** The part of Pyodide that writes into its file system. */
interface WithFiles {
  readonly FS: { writeFile(path: string, bytes: Uint8Array): void };
}

async function openSession(packageName: string): Promise<Session> {
  const interpreter = await startPyodide(packageName);
  const { FS } = interpreter.pyodide as Pyodide & WithFiles;
  interpreter.pyodide.runPython(importer);
  const bridge = openBridge(interpreter.pyodide);
  const files = await compileFixtures("cpython");
  const layer = bridge.cpython;
  let loads = 0;
  const session = pyodideSession(interpreter, {
    plain: layer,
    modes: [],
    fixture: () => {
      throw new Error("CPython imports these fixtures");
    },
    load: () => HPy_NULL,
  });
  return {
    ...session,
    load: (name) => {
      const file = fileOf(name);
      const bytes = files.get(file);
      if (bytes === undefined) throw new RangeError(`no fixture in C is named "${name}"`);
      if (bytes instanceof Error) throw bytes;
      // Of a file that is loaded already, all modules would share the statics.
      const path = `/tmp/${file}-${loads++}.so`;
      FS.writeFile(path, bytes);
      return importFrom(layer, name.replaceAll("-", "_"), path);
    },
  };
}

/** Calls `import_from`. New handle, or null with an exception set. */
function importFrom({ api, memory }: Layer, name: string, path: string): Handle {
  const importerModule = withText(memory, "conformance_importer", (text) => api.Import_ImportModule(text));
  const args = memory.alloc(2 * memory.pointerSize);
  const given = [name, path].map((text) => withText(memory, text, (utf8) => api.Unicode_FromString(utf8)));
  memory.u32().set(given, args >>> 2);
  const call = withText(memory, "import_from", (text) => api.GetAttr_s(importerModule, text));
  const module = api.Call(call, args, given.length, HPy_NULL);
  closeAll(api, [importerModule, call, ...given]);
  memory.free(args);
  return module;
}

function closeAll(api: Api, handles: readonly Handle[]): void {
  for (const handle of handles) api.Close(handle);
}

/** Uses a text as a C string, which is freed afterwards. */
function withText<R>(memory: Memory, text: string, use: (utf8: Pointer) => R): R {
  const bytes = new TextEncoder().encode(`${text}\0`);
  const utf8 = memory.alloc(bytes.length);
  memory.u8().set(bytes, utf8);
  const result = use(utf8);
  memory.free(utf8);
  return result;
}

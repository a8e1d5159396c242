/** Opening hybrid extensions in WebAssembly files: always linked, for the one interpreter that their name tells. */

import { type WasmExtension, type WasmFile, WasmLoadError, type WasmLoader } from "@hpyjs/abi-universal";
import { checkInterpreterTag, type PythonVersion } from "./interpreter-tag.ts";

/**
 * Opens a file. Its modules are loaded with `loadHybrid(layer, extension.module())`.
 * @param loader the interpreter's loader, which universal extensions share.
 * @param python the interpreter's version.
 * @param flavour how the application would load it. C code that calls CPython's C API works on the interpreter's own
 * objects, in the interpreter's memory: it can only be linked.
 * @throws InterpreterTagError when the file is for another interpreter; WasmLoadError when it is to be sandboxed, when it
 * is no extension, or when it uses something that the interpreter does not export, which the message names.
 */
export function openHybrid(
  loader: WasmLoader,
  python: PythonVersion,
  file: WasmFile,
  flavour: "linked" | "sandboxed" = "linked",
): WasmExtension {
  checkInterpreterTag(file.path, python);
  if (flavour === "linked") return loader.open(file, { flavour, symbols: "interpreter" });
  throw new WasmLoadError(
    file.path,
    `The HPy extension '${file.path}' cannot be sandboxed: it is one of the hybrid ABI, whose C code calls CPython's own ` +
      'C API in the interpreter\'s memory. Load it with flavour: "linked" if you trust it, or build it for the universal ABI.',
  );
}

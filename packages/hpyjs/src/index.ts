/** HPy for JavaScript engines: Python extensions in TypeScript, loaded into Pyodide. */

export {
  type Grant,
  WasmExtension,
  type WasmFile,
  WasmInUseError,
  WasmLoadError,
  type WasmPolicy,
} from "@hpyjs/abi-universal";
export * from "./errors.ts";
export * from "./load-hpy.ts";
export type { ModeOrName, Modes, NamedMode } from "./modes.ts";
export type { PyodideLike } from "./pyodide.ts";
export type { PythonModules } from "./python/modules.ts";
export type { WasmOptions } from "./wasm-policy.ts";

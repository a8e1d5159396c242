/** Write Python extension modules and types in TypeScript. */

export type { AbiVersion, ExtensionModule, Layer, Pointer } from "@hpyjs/core";
export { HandleError, InterpreterDeadError } from "@hpyjs/core";
export type { BufferDescription, BufferExport, BufferRequest } from "./buffer-export.ts";
export { bufferFlags } from "./buffer-layout.ts";
export { type BufferOptions, BufferView, type FormatArrays } from "./buffer-view.ts";
export type { CallableImpl, Context, JavaScriptValue, PythonValue, TypeParams } from "./context.ts";
export { HPy } from "./handle.ts";
export type {
  Answer,
  GetSetSpec,
  GetSetSpecs,
  KeywordsImpl,
  MethodImpls,
  MethodSpec,
  MethodSpecs,
  NoArgsImpl,
  OneArgImpl,
  SendResult,
  Traversal,
  TypeSlots,
  VarArgsImpl,
} from "./implementation.ts";
export type {
  AnyTypeToken,
  Instance,
  MemberSpec,
  MemberSpecs,
  MemberTypes,
  MemberValues,
  TypeToken,
} from "./instance.ts";
export { type CustomModuleSpec, type Exec, HPyModule, type ModuleInstance, type ModuleSpec, type OrdinaryModuleSpec } from "./module.ts";
export { NativeArray } from "./native-array.ts";
export { PythonError } from "./python-error.ts";
export type { Returned } from "./returned.ts";
export { HPyType, type TypeFlags, type TypeReference, type TypeSpec } from "./type.ts";
export type { TypedArray, TypedArrayClass } from "./typed-array.ts";

/** Write Python extension modules and types in TypeScript. */

export type {
  AbiVersion,
  Api,
  ExtensionModule,
  Handle,
  Layer,
  Memory,
  NumberCall,
  NumberLetter,
  NumberSignature,
  Pointer,
  Signatures,
} from "@hpyjs/core";
export { HandleError, HPy_NULL, InterpreterDeadError, NULL } from "@hpyjs/core";
export type { BufferDescription, BufferExport, BufferRequest } from "./buffer-export.ts";
export { bufferFlags } from "./buffer-layout.ts";
export { type BufferOptions, BufferView, type FormatArrays } from "./buffer-view.ts";
export type { Builder, ListBuilder, TupleBuilder } from "./context/builder.ts";
export type { KeywordNames } from "./context/call.ts";
export type { CapsuleDestroy, CapsuleKey } from "./context/capsule.ts";
export type { SourceKind } from "./context/eval.ts";
export type { FamiliesContext } from "./context/index.ts";
export type { Tracker } from "./context/tracker.ts";
export type { CallableImpl, Context, JavaScriptValue, PythonValue, TypeParams } from "./context.ts";
export { HPy } from "./handle.ts";
export type { ArgNames, ArgTypes, ParsedArgs } from "./helpers/arg-format.ts";
export type { FormatArgs, FormatTypes } from "./helpers/format-units.ts";
export type { PackedArguments } from "./helpers/pack-args.ts";
export {
  StructSequence_UnnamedField,
  type StructSequenceDescriptor,
  type StructSequenceField,
} from "./helpers/struct-sequence.ts";
export { stubs } from "./helpers/stubs.ts";
export type { BuildArgs, BuildTypes } from "./helpers/value-format.ts";
export type {
  Answer,
  GetSetSpec,
  GetSetSpecs,
  KeywordsImpl,
  MethodDoc,
  MethodImpls,
  MethodSpec,
  MethodSpecs,
  NoArgsImpl,
  OneArgImpl,
  SendResult,
  SlotsOrRaw,
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
export {
  type CustomModuleSpec,
  type Exec,
  HPyModule,
  type ModuleInstance,
  type ModuleSpec,
  type OrdinaryModuleSpec,
} from "./module.ts";
export { NativeArray } from "./native-array.ts";
export { PythonError } from "./python-error.ts";
export type { RawComforts, RawContext, RawImpl } from "./raw.ts";
export type { RawBuffer } from "./raw-buffer.ts";
export type { Returned } from "./returned.ts";
export {
  HPy_EQ,
  HPy_GE,
  HPy_GT,
  HPy_LE,
  HPy_LT,
  HPy_NE,
  type RichCmpOp,
  richCompare,
} from "./rich-compare.ts";
export { HPyType, type TypeFlags, type TypeReference, type TypeSpec } from "./type.ts";
export type { TypedArray, TypedArrayClass } from "./typed-array.ts";

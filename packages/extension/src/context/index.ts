/** The families of the context and the helpers that C extensions compile into themselves, put together. */

import { createHelpers, type HelpersContext } from "../helpers/index.ts";
import type { Kernel } from "../kernel.ts";
import { type AttributeContext, attributeContext } from "./attribute.ts";
import { type BuilderContext, builderContext } from "./builder.ts";
import { type BytesContext, bytesContext } from "./bytes.ts";
import { type CallContext, callContext } from "./call.ts";
import { type CapsuleContext, capsuleContext } from "./capsule.ts";
import { type ContextvarContext, contextvarContext } from "./contextvar.ts";
import { type DictContext, dictContext } from "./dict.ts";
import { type ErrContext, errContext } from "./err.ts";
import { type EvalContext, evalContext } from "./eval.ts";
import { type ExecutionContext, executionContext } from "./execution.ts";
import { type FieldContext, fieldContext } from "./field.ts";
import { type FloatContext, floatContext } from "./float.ts";
import { type GlobalContext, globalContext } from "./global.ts";
import { type HandlesContext, handlesContext } from "./handles.ts";
import { type ImportContext, importContext } from "./import.ts";
import { type InternalContext, internalContext } from "./internal.ts";
import { type ItemContext, itemContext } from "./item.ts";
import { type IterContext, iterContext } from "./iter.ts";
import { type LifetimeContext, lifetimeContext } from "./lifetime.ts";
import { type ListContext, listContext } from "./list.ts";
import { type LongContext, longContext } from "./long.ts";
import { type NumberContext, numberContext } from "./number.ts";
import { type ObjectContext, objectContext } from "./object.ts";
import { type SliceContext, sliceContext } from "./slice.ts";
import { type StructContext, structContext } from "./struct.ts";
import { type TrackerContext, trackerContext } from "./tracker.ts";
import { type TupleContext, tupleContext } from "./tuple.ts";
import { type TypeContext, typeContext } from "./type.ts";
import { type UnicodeContext, unicodeContext } from "./unicode.ts";

/** What the families offer: HPy's functions under HPy's names, with JavaScript's types, and the constants. */
export interface FamiliesContext
  extends HandlesContext,
    LifetimeContext,
    LongContext,
    FloatContext,
    NumberContext,
    CallContext,
    IterContext,
    ErrContext,
    TypeContext,
    StructContext,
    AttributeContext,
    ItemContext,
    ObjectContext,
    BytesContext,
    UnicodeContext,
    ListContext,
    DictContext,
    TupleContext,
    SliceContext,
    ImportContext,
    CapsuleContext,
    BuilderContext,
    TrackerContext,
    FieldContext,
    GlobalContext,
    ExecutionContext,
    EvalContext,
    ContextvarContext,
    InternalContext,
    HelpersContext {}

/** Makes all families over one kernel. */
export function createFamilies(kernel: Kernel): FamiliesContext {
  const families = {
    ...handlesContext(kernel),
    ...lifetimeContext(kernel),
    ...longContext(kernel),
    ...floatContext(kernel),
    ...numberContext(kernel),
    ...callContext(kernel),
    ...iterContext(kernel),
    ...errContext(kernel),
    ...typeContext(kernel),
    ...structContext(kernel),
    ...attributeContext(kernel),
    ...itemContext(kernel),
    ...objectContext(kernel),
    ...bytesContext(kernel),
    ...unicodeContext(kernel),
    ...listContext(kernel),
    ...dictContext(kernel),
    ...tupleContext(kernel),
    ...sliceContext(kernel),
    ...importContext(kernel),
    ...capsuleContext(kernel),
    ...builderContext(kernel),
    ...trackerContext(kernel),
    ...fieldContext(kernel),
    ...globalContext(kernel),
    ...executionContext(kernel),
    ...evalContext(kernel),
    ...contextvarContext(kernel),
    ...internalContext(kernel),
  };
  return { ...families, ...createHelpers(kernel, families) };
}

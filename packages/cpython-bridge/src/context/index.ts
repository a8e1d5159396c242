/** The complete context on CPython's C API. The type says that nothing is missing. */

import type { Api } from "@hpyjs/core";
import { fastFunctions } from "../fast/context.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Types } from "../type/types.ts";
import { attributeContext } from "./attribute.ts";
import { builderContext } from "./builder.ts";
import { bytesContext } from "./bytes.ts";
import { callContext } from "./call.ts";
import { capsuleContext } from "./capsule.ts";
import { contextvarContext } from "./contextvar.ts";
import { dictContext } from "./dict.ts";
import { errContext } from "./err.ts";
import { evalContext } from "./eval.ts";
import { executionContext } from "./execution.ts";
import { fieldContext } from "./field.ts";
import { floatContext } from "./float.ts";
import { globalContext } from "./global.ts";
import { handlesContext } from "./handles.ts";
import { importContext } from "./import.ts";
import { internalContext } from "./internal.ts";
import { itemContext } from "./item.ts";
import { iterContext } from "./iter.ts";
import { legacyContext } from "./legacy.ts";
import { lifetimeContext } from "./lifetime.ts";
import { listContext } from "./list.ts";
import { longContext } from "./long.ts";
import { numberContext } from "./number.ts";
import { objectContext } from "./object.ts";
import { sliceContext } from "./slice.ts";
import { structContext } from "./struct.ts";
import { trackerContext } from "./tracker.ts";
import { tupleContext } from "./tuple.ts";
import { hybridTypes, typeContext } from "./type.ts";
import { unicodeContext } from "./unicode.ts";

/** The contexts of one interpreter, which all do the same. */
export interface Contexts {
  /** That of the universal ABI. */
  readonly universal: Api;
  /** That of the hybrid ABI, which has legacy types. */
  readonly hybrid: Api;
  /** The universal one as it is on CPython's C API alone: what the direct functions are made of. */
  readonly plain: Api;
}

/** Makes the contexts of one interpreter. */
export function createContexts(interpreter: Interpreter, types: Types): Contexts {
  const api: Api = {
    ...handlesContext(interpreter),
    ...lifetimeContext(interpreter),
    ...longContext(interpreter),
    ...floatContext(interpreter),
    ...numberContext(interpreter),
    ...callContext(interpreter),
    ...iterContext(interpreter),
    ...errContext(interpreter),
    ...typeContext(interpreter, types),
    ...structContext(types.instances),
    ...attributeContext(interpreter),
    ...itemContext(interpreter),
    ...objectContext(interpreter),
    ...bytesContext(interpreter),
    ...unicodeContext(interpreter),
    ...listContext(interpreter),
    ...dictContext(interpreter),
    ...tupleContext(interpreter),
    ...sliceContext(interpreter),
    ...importContext(interpreter),
    ...capsuleContext(interpreter),
    ...builderContext(interpreter),
    ...trackerContext(interpreter),
    ...fieldContext(types.fields),
    ...globalContext(interpreter),
    ...executionContext(interpreter),
    ...evalContext(interpreter),
    ...contextvarContext(interpreter),
    ...legacyContext(interpreter),
    ...internalContext(interpreter),
  };
  // An object with this many properties of its own is slow to read; as the prototype of another it is fast.
  const plain = Object.create(api) as Api;
  const fast = { ...api, ...fastFunctions(interpreter, types, api) };
  const universal = Object.create(fast) as Api;
  const hybrid: Api = Object.assign(Object.create(fast) as Api, hybridTypes(types));
  return { universal, hybrid, plain };
}

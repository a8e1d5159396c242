/**
 * The fast context: functions of the context that look into objects from JavaScript, over those that call CPython.
 *
 * Extensions in TypeScript use it, and so do modes and loaders; what runs without JavaScript has the same in WebAssembly
 * (`direct/`). Where a fast function does not know what it sees, it calls the one below, so what that one checks, and
 * says, is always the same.
 */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { Types } from "../type/types.ts";
import { builders } from "./builders.ts";
import { openHeap } from "./heap.ts";
import { items, kinds } from "./items.ts";
import { names } from "./names.ts";
import { arithmetic, makeNumbers, readNumbers } from "./numbers.ts";
import { instances, makers, text } from "./objects.ts";
import { references } from "./references.ts";

/** The functions of `api` that can be faster on this interpreter: none where its objects are not as expected. */
export function fastFunctions(interpreter: Interpreter, { registry }: Types, api: Api): Partial<Api> {
  const heap = openHeap(interpreter);
  if (heap === null) return {};
  const making = makeNumbers(heap);
  return {
    ...references(heap, api),
    ...making,
    ...makers(heap),
    ...readNumbers(heap, api),
    ...arithmetic(heap, api, making.Long_FromInt32_t ?? api.Long_FromInt32_t),
    ...items(heap, api),
    ...kinds(heap, api),
    ...builders(interpreter, heap, api),
    ...names(interpreter, heap, api),
    ...instances(heap, registry.known, api),
    ...text(heap, api),
  };
}

/** What the code of a sandbox calls in JavaScript: what is rare, or only JavaScript can do. */

import type { Handle, Layer, Pointer, spec } from "@hpyjs/core";
import { ownCalls } from "../../own-calls.ts";
import { raiseText } from "../../raise.ts";
import type { HandleUse } from "../handles.ts";
import { SandboxViolation } from "../violation.ts";
import type { FastEnvironment } from "./fast-environment.ts";
import type { MemoryStore } from "./memory-store.ts";
import { closedObject, entry } from "./state.ts";
import { placeOf, type Unwinding } from "./unwinding.ts";

type Numbers = (...args: number[]) => unknown;

/** What these need of their sandbox. */
export interface BoxParts {
  /** What is around it. */
  readonly environment: FastEnvironment;
  /** The layer. */
  readonly layer: Layer;
  /** Its handles. */
  readonly store: MemoryStore;
  /** Ends its calls. */
  readonly unwinding: Unwinding;
  /** The function and signature behind a number. */
  readonly called: (number: number) => { readonly pointer: number; readonly row: spec.SignatureRow };
  /** Says that a function with a number does not take so many arguments. */
  readonly refuse: (number: number, given: number) => void;
  /** Takes a buffer for a string back. */
  readonly freeText: (text: Pointer) => void;
}

/** The functions, by name. */
export function boxFunctions({
  called,
  environment,
  freeText,
  layer,
  refuse,
  store,
  unwinding,
}: BoxParts): Readonly<Record<string, Numbers>> {
  const { adopt, boundary, enter, fillBuffer, handles, release, releaseBuffer, struct } = environment;
  const where = (number: number): string => `the result of an HPyFunc_${called(number).row.name}`;
  const exit = <R>(body: () => R): R => boundary.exit("the sandbox", body);
  const lent = (object: number, use: HandleUse): Handle => {
    const handle = handles.open(object as Handle, object === closedObject ? "borrowed" : use);
    if (object === closedObject) handles.end(handle);
    return handle;
  };
  return {
    owned: (object) => exit(() => handles.open(object as Handle)),
    lend: (object) => exit(() => lent(object as number, "borrowed")),
    endLoan: (handle) => handles.end(handle as Handle),
    give: (object) => exit(() => lent(object as number, "owned")),
    unhandle: (handle) => {
      const what = "the result of a function of the context";
      return exit(() => handles.take(((handle as number) >>> 0) as Handle, what, ownCalls(layer).Dup));
    },
    lost: (object) => unwinding.lost.push(object as Handle),
    freeText: (at) => {
      const words = layer.memory.u32();
      const text = words[((at as number) + entry.text) >>> 2] as Pointer;
      for (const word of [entry.text, entry.pooled]) words[((at as number) + word) >>> 2] = 0;
      freeText(text);
    },
    take: (handle, number) =>
      exit(() =>
        handles.take(((handle as number) >>> 0) as Handle, where(number as number), ownCalls(layer).Dup),
      ),
    negative: (number) => {
      const message = `${where(number as number)} is negative, but no exception was raised`;
      raiseText(layer, "h_SystemError", message);
    },
    blocked: () => boundary.assertReturned(),
    enter: (number, ...args) => {
      store.extend();
      const { pointer, row } = called(number as number);
      return enter(row, pointer, args);
    },
    refuse: (number, given) => refuse(number as number, given as number),
    caught: (serial, ...place) => unwinding.unwound(serial as number, placeOf(place)),
    endCall: (serial, ...place) => unwinding.endCall(serial as number, placeOf(place)),
    giveBack: (base, end) => unwinding.giveBack(placeOf([0, 0, base as number, end as number])),
    outOfOrder: () =>
      exit(() => {
        throw new SandboxViolation(
          "the call was suspended, and another call of the same sandboxed module began meanwhile and has not ended",
          "h_RuntimeError",
        );
      }),
    struct: (words, block) => exit(() => struct(words as Pointer, block as Pointer)),
    release: (words) => release(words as Pointer),
    fillBuffer: (struct, buffer) => exit(() => fillBuffer(struct as Pointer, buffer as Pointer)),
    releaseBuffer: (self, buffer) => releaseBuffer(self as Handle, buffer as Pointer),
    adoptList: (builder) => adopt.List(builder as number),
    adoptTuple: (builder) => adopt.Tuple(builder as number),
  };
}

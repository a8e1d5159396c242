/**
 * The counting layer: a mode that keeps the books of a {@link Counter} for whatever an extension does through it.
 *
 * Who opens and who closes follows from the rows: `owner: "caller"` with a result opens, `consumes` closes, an
 * `HPy *` parameter opens when something was written there. Three rules are not in the rows: a tracker takes over
 * the handles that are added to it; what an implementation returns to Python is Python's; and a consumer of a buffer
 * owns the buffer's `obj`.
 *
 * A slot counts as exercised when its implementation is called. Only `tp_traverse` is different: the bridge visits
 * its own table of fields in its place. It counts as soon as anything else of the type that declares it is called,
 * since each test ends with a collection.
 */

import {
  type ApiFunctionName,
  type CallFunction,
  type Definition,
  type ExtraApi,
  type Handle,
  type ImplementationMapper,
  layout,
  type Memory,
  type Mode,
  type ModuleDefinition,
  mapModuleImplementations,
  mapTypeImplementations,
  type Pointer,
  type Signatures,
  type SlotName,
  spec,
  type TypeDefinition,
} from "@hpyjs/core";
import { type AnyFunction, mapApi, type Value } from "./api-map.ts";
import type { Counter } from "./counter.ts";

/** Makes the mode that keeps the books of `counter`. */
export function countingMode(counter: Counter): Mode {
  return (inner) => {
    const implementations = new Implementations(counter, inner.memory);
    const special = specialFunctions(counter, implementations);
    return {
      name: inner.name,
      api: mapApi(inner.api, (row, original) => {
        const settled = special[row.member as ApiFunctionName]?.(original) ?? original;
        return counted(counter, inner.memory, row, settled);
      }),
      extra: countedExtra(counter, inner.extra, implementations),
      memory: inner.memory,
      boundary: inner.boundary,
      ...(inner.checks !== undefined && { checks: inner.checks }),
    };
  };
}

/** A function that keeps the books as its row says. */
function counted(
  counter: Counter,
  memory: Memory,
  row: spec.FunctionRow,
  original: AnyFunction,
): AnyFunction {
  const name = row.member as ApiFunctionName;
  const params = Object.entries(row.params);
  const consumed = params.findIndex(([param]) => param === row.consumes);
  const out = params.findIndex(([, type]) => type === "HPy *");
  // A reference to one of CPython's own objects is no handle.
  const opens = row.owner === "caller" && row.returns !== "cpy_PyObject *";
  return (...args) => {
    counter.call(name);
    // What throws (where the stack is too short, say) has consumed nothing.
    const result = original(...args);
    if (consumed >= 0 && args[consumed] !== 0) counter.open--;
    if (opens && result !== 0) counter.open++;
    if (out >= 0 && readHandle(memory, args[out] as Pointer) !== 0) counter.open++;
    return result;
  };
}

/** What the rows do not say, by function: wraps the original. */
function specialFunctions(
  counter: Counter,
  implementations: Implementations,
): Partial<Record<ApiFunctionName, (original: AnyFunction) => AnyFunction>> {
  /** How many handles each open tracker holds. */
  const tracked = new Map<Value, number>();
  return {
    Tracker_Add: (original) => (tracker, handle) => {
      if (handle !== 0) {
        tracked.set(tracker, (tracked.get(tracker) ?? 0) + 1);
        counter.open--;
      }
      return original(tracker, handle);
    },
    Tracker_ForgetAll: (original) => (tracker) => {
      counter.open += tracked.get(tracker) ?? 0;
      tracked.delete(tracker);
      return original(tracker);
    },
    Tracker_Close: (original) => (tracker) => {
      tracked.delete(tracker);
      return original(tracker);
    },
    Type_FromSpec: (original) => (type, params) =>
      original(implementations.ofType(type as TypeDefinition), params),
    SetCallFunction: (original) => (object, func) =>
      original(object, implementations.ofCallFunction(func as CallFunction)),
  };
}

function countedExtra(counter: Counter, extra: ExtraApi, implementations: Implementations): ExtraApi {
  const opened = (handle: Handle): Handle => {
    if (handle !== 0) counter.open++;
    return handle;
  };
  return {
    ...extra,
    Err_GetRaised: () => opened(extra.Err_GetRaised()),
    Err_SetRaised: (exception) => {
      if (exception !== 0) counter.open--;
      extra.Err_SetRaised(exception);
    },
    Member_Get: (member, address, self) => opened(extra.Member_Get(member, address, self)),
    // Whoever loads the extension makes its module; the extension has nothing to close.
    Module_FromDefinition: (definition, moduleSpec) =>
      extra.Module_FromDefinition(implementations.ofModule(definition), moduleSpec),
  };
}

/** Wraps what Python calls. */
class Implementations {
  readonly #counter: Counter;
  readonly #memory: Memory;

  constructor(counter: Counter, memory: Memory) {
    this.#counter = counter;
    this.#memory = memory;
  }

  ofModule(definition: ModuleDefinition): ModuleDefinition {
    return mapModuleImplementations(definition, this.#mapper(definition.defines));
  }

  ofType(definition: TypeDefinition): TypeDefinition {
    return mapTypeImplementations(definition, this.#mapper(definition.defines));
  }

  ofCallFunction(func: CallFunction): CallFunction {
    return { ...func, impl: this.#settle("KEYWORDS", func.impl, () => {}) };
  }

  #mapper(defines: readonly Definition[]): ImplementationMapper {
    const counter = this.#counter;
    const traverses = defines.some(
      ({ kind, ...rest }) => kind === "slot" && "slot" in rest && rest.slot === "tp_traverse",
    );
    return (signature, impl, definition) =>
      this.#settle(signature, impl, () => {
        if (definition.kind === "slot") counter.fill(definition.slot as SlotName);
        if (traverses) counter.fill("tp_traverse");
      });
  }

  /** An implementation that tells `note` of each call, and whose results are Python's. */
  #settle<S extends keyof Signatures>(signature: S, impl: Signatures[S], note: () => void): Signatures[S] {
    const counter = this.#counter;
    const memory = this.#memory;
    const original = impl as AnyFunction;
    const passed = passedOn[signature as keyof Signatures] ?? (() => 0);
    const settled: AnyFunction = (...args) => {
      note();
      const result = original(...args);
      if (passed(memory, args, result) !== 0) counter.open--;
      return result;
    };
    return settled as unknown as Signatures[S];
  }
}

/** By signature: the handle that a call passes on to Python, or null. */
const passedOn: Partial<Record<keyof Signatures, (memory: Memory, args: Value[], result: Value) => Value>> = {
  ...Object.fromEntries(
    spec.signatures
      .filter(({ returns }) => returns === "HPy")
      .map(({ name }) => [name, (_memory: Memory, _args: Value[], result: Value) => result]),
  ),
  GETBUFFERPROC: (memory, args, result) => {
    const { obj } = (memory.pointerSize === 4 ? layout.wasm32 : layout.LP64).HPy_buffer.offsets;
    return result === 0 ? readHandle(memory, ((args[1] as number) + obj) as Pointer) : 0;
  },
  SENDFUNC: (memory, args, result) => (result === -1 ? 0 : readHandle(memory, args[2] as Pointer)),
};

function readHandle(memory: Memory, address: Pointer): number {
  const view = memory.view();
  return memory.pointerSize === 4 ? view.getUint32(address, true) : Number(view.getBigUint64(address, true));
}

/**
 * One layer as linked extensions see it: the context struct, and what the functions behind it need to know.
 *
 * The extensions on a layer share its context, so a function of the context cannot tell which of them calls. What it
 * reads out of C structs are function pointers, and these it can tell: each instance has its own range of the table.
 */

import {
  capsuleKeys,
  type Handle,
  HPy_NULL,
  type Layer,
  type Pointer,
  type Signatures,
  type WasmHost,
} from "@hpyjs/core";
import { type CxxExceptions, raiseForeign } from "../cxx.ts";
import { DefinitionError } from "../errors.ts";
import { ownCalls } from "../own-calls.ts";
import { raiseText } from "../raise.ts";
import { withCallField } from "../structs/call-field.ts";
import { DefinesReader } from "../structs/defines.ts";
import { readCallFunction, readCapsuleDestructor } from "../structs/functions.ts";
import { type ReadModule, readModuleDef } from "../structs/module.ts";
import type { StructSource } from "../structs/source.ts";
import { StructMemory } from "../structs/struct-memory.ts";
import { readSpecParams, readTypeSpec } from "../structs/type.ts";
import { type StructArguments, writeContexts } from "./context-struct.ts";
import type { ContextUser } from "./context-user.ts";
import { LinkedEntries } from "./entries.ts";

/** The context of one layer. */
export class LinkedContext {
  /** The address of the `HPyContext`, or of the first. */
  readonly pointer: Pointer;
  /** The interpreter's memory as a place of structs. */
  readonly memory: StructMemory;
  readonly #layer: Layer;
  readonly #entries: LinkedEntries;
  readonly #defines: DefinesReader = new DefinesReader();
  readonly #instances: Set<ContextUser> = new Set();

  /** Writes the context of `layer`. */
  constructor(host: WasmHost, layer: Layer) {
    this.#layer = layer;
    this.memory = new StructMemory(() => host.memory.buffer);
    const contexts = writeContexts(host, layer, this.#structArguments());
    [this.pointer] = contexts;
    const { checks } = layer;
    this.#entries = new LinkedEntries(host, {
      context: this.pointer,
      current: checks === undefined ? null : () => contexts[checks.current()] ?? this.pointer,
      boundary: layer.boundary,
      raiseCxx: (thrown) =>
        [...this.#instances].some((instance) => instance.cxx.raise(thrown, layer)) ||
        raiseForeign(thrown, layer),
    });
  }

  /** Knows an instance that gets this context. */
  add(instance: ContextUser): void {
    this.#instances.add(instance);
  }

  /** Forgets an instance that is unloaded. */
  remove(instance: ContextUser): void {
    this.#instances.delete(instance);
  }

  /** Reads the `HPyModuleDef` at an address. @throws DefinitionError for what makes no sense. */
  readModule(address: Pointer): ReadModule {
    return readModuleDef(
      this.#defines,
      this.#source(() => {}),
      address,
    );
  }

  /** Declares the interpreter dead. @throws InterpreterDeadError always. */
  die(cause: Error): never {
    return this.#layer.boundary.die(cause);
  }

  /** Raises the Python exception for a C++ exception at an address, which an instance has thrown. */
  raiseCxx(cxx: CxxExceptions, exception: number): void {
    cxx.raiseAt(exception, this.#layer);
  }

  /** Lets go of globals that nobody else does. */
  clearGlobals(globals: Iterable<Pointer>): void {
    for (const global of globals) ownCalls(this.#layer).Global_Store(global, HPy_NULL);
  }

  /** A source of structs that tells whose functions it finds in them. */
  #source(found: (owner: ContextUser) => void): StructSource {
    return {
      memory: this.memory,
      implementation: <S extends keyof Signatures>(signature: S, pointer: Pointer): Signatures[S] => {
        const owner = [...this.#instances].find((instance) => instance.hasFunction(pointer));
        if (owner !== undefined) found(owner);
        const implementation = this.#entries.implementation(signature, pointer);
        if (owner === undefined || this.#layer.checks !== undefined) return implementation;
        return this.#entries.asNative(signature, pointer, implementation, {
          entry: (request) => owner.entry(pointer, request),
          throws: owner.cxx.arePossible,
        });
      },
    };
  }

  #structArguments(): StructArguments {
    const { api } = this.#layer;
    return {
      typeFromSpec: (type, params) => this.#reading(HPy_NULL, () => this.#typeFromSpec(type, params)),
      newCapsule: (pointer, name, destructor) =>
        this.#reading(HPy_NULL, () => {
          const capsule = this.#withDestructor(destructor, (definition) =>
            api.Capsule_New(pointer, name, definition),
          );
          return capsule as Handle;
        }),
      setCapsule: (capsule, key, value) => {
        if (key !== capsuleKeys.Destructor) return api.Capsule_Set(capsule, key, value);
        return this.#reading(-1, () =>
          this.#withDestructor(value, (definition) => api.Capsule_Set(capsule, key, definition)),
        );
      },
      setCallFunction: (object, address) =>
        this.#reading(-1, () =>
          api.SetCallFunction(
            object,
            readCallFunction(
              this.#source(() => {}),
              address,
            ),
          ),
        ),
      storeGlobal: (global, value) => {
        for (const instance of this.#instances) instance.noteGlobal(global);
        api.Global_Store(global, value);
      },
    };
  }

  /** Runs what reads structs; one that makes no sense is a SystemError. */
  #reading<R extends number>(failure: R, read: () => R): R {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof DefinitionError)) throw thrown;
      raiseText(this.#layer, "h_SystemError", thrown.message);
      return failure;
    }
  }

  #typeFromSpec(address: Pointer, params: Pointer): Handle {
    const { api } = this.#layer;
    const owners = new Set<ContextUser>();
    const source = this.#source((owner) => owners.add(owner));
    const read = readTypeSpec(this.#defines, source, address);
    const structOf = (object: Handle): Pointer => structByShape(this.#layer, object);
    const definition = withCallField(
      read,
      this.#source(() => {}),
      structOf,
      (message) => raiseText(this.#layer, "h_TypeError", message),
    );
    const hasTraverse = definition.defines.some(
      (define) => define.kind === "slot" && define.slot === "tp_traverse",
    );
    const type = api.Type_FromSpec(
      {
        ...definition,
        ownTraverse: hasTraverse,
        onFree: () => {
          for (const owner of owners) owner.lifetime.end("type");
        },
      },
      readSpecParams(source, params),
    );
    if (type !== HPy_NULL) for (const owner of owners) owner.lifetime.begin("type");
    return type;
  }

  #withDestructor(
    address: Pointer,
    use: (destructor: ReturnType<typeof readCapsuleDestructor>) => number,
  ): number {
    const owners: ContextUser[] = [];
    const read = readCapsuleDestructor(
      this.#source((owner) => owners.push(owner)),
      address,
    );
    const [owner] = owners;
    if (read === null || owner === undefined) return use(read);
    const result = use(owner.lifetime.ofDestructor(read));
    if (result !== 0 && result !== -1) owner.lifetime.begin("capsule");
    return result;
  }
}

/** The struct of an instance of any shape. */
function structByShape({ api }: Layer, object: Handle): Pointer {
  const type = api.Type(object);
  const shape = api.Type_GetBuiltinShape(type);
  api.Close(type);
  const functions = [
    api.AsStruct_Object,
    api.AsStruct_Type,
    api.AsStruct_Long,
    api.AsStruct_Float,
    api.AsStruct_Unicode,
    api.AsStruct_Tuple,
    api.AsStruct_List,
    api.AsStruct_Dict,
  ];
  return (functions[shape] ?? api.AsStruct_Legacy)(object);
}

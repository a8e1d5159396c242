/** One instance of a sandboxed module: its own memory, and everything that stands for it on this side of the boundary. */

import type {
  CapsuleDestructor,
  GlobalDefinition,
  Handle,
  Layer,
  ListBuilder,
  ModuleDefinition,
  Pointer,
  Signatures,
  TupleBuilder,
} from "@hpyjs/core";
import { spec } from "@hpyjs/core";
import type { TableBatch } from "@hpyjs/wasm";
import { CxxExceptions, raiseForeign } from "../cxx.ts";
import { DefinitionError } from "../errors.ts";
import type { Lifetime } from "../lifetime.ts";
import { ownCalls } from "../own-calls.ts";
import { raiseText } from "../raise.ts";
import { withCallField } from "../structs/call-field.ts";
import { DefinesReader } from "../structs/defines.ts";
import { readCallFunction, readCapsuleDestructor } from "../structs/functions.ts";
import { readModuleDef } from "../structs/module.ts";
import type { StructSource } from "../structs/source.ts";
import { StructMemory } from "../structs/struct-memory.ts";
import { readSpecParams, readTypeSpec } from "../structs/type.ts";
import { Boundary } from "./boundary.ts";
import { SandboxBuffers } from "./buffers.ts";
import { SandboxCapsules } from "./capsules.ts";
import { checkingContext, contextFunctions, writeSandboxContexts } from "./context.ts";
import { SandboxEntries } from "./entries.ts";
import type { LinkedInstance } from "./fast/fast-environment.ts";
import type { FastSandbox } from "./fast/fast-sandbox.ts";
import type { LateImports } from "./fast/late-imports.ts";
import { type GlobalNumbers, SandboxFields, SandboxGlobals } from "./fields.ts";
import type { Grants } from "./grants.ts";
import { SandboxHandles } from "./handles.ts";
import { SandboxMemory } from "./memory.ts";
import type { SandboxedModule } from "./module.ts";
import { SandboxObjects } from "./objects.ts";
import { Builders } from "./special/containers.ts";
import { spoiling } from "./spoil.ts";
import { innerType, unknownType } from "./types.ts";
import { Raised, type SandboxState } from "./uniform.ts";
import type { SandboxViolation } from "./violation.ts";

/** What all instances of a module have in common. */
export interface SandboxOptions {
  /** What the module is granted. */
  readonly grants: Grants;
  /** The types of the context's functions. */
  readonly batch: TableBatch;
  /** Makes the boundary as WebAssembly, for a layer and a module where that is possible; else `null`. */
  readonly fast: (layer: Layer) => FastSandbox | null;
  /** Makes what an instance imports of a module that its boundary is linked into. */
  readonly late: (names: readonly string[]) => LateImports;
}

/** A module bound to a layer. */
export class BoundSandbox {
  readonly #module: SandboxedModule;
  readonly #layer: Layer;
  readonly #fast: FastSandbox | null;
  readonly #lifetime: Lifetime;
  readonly #state: SandboxState;
  readonly #entries: SandboxEntries;
  readonly #buffers: SandboxBuffers;
  readonly #isPlain: boolean;
  readonly #objects: SandboxObjects;
  readonly #fields: SandboxFields;
  readonly #globals: SandboxGlobals;
  readonly #source: StructSource;
  readonly #defines: DefinesReader = new DefinesReader();
  readonly #contexts: readonly [Pointer, ...Pointer[]];

  /**
   * Gives a module its context on `layer`.
   * @param linked what is known of a module that its boundary is linked into.
   */
  constructor(
    module: SandboxedModule,
    layer: Layer,
    lifetime: Lifetime,
    options: SandboxOptions,
    linked: Pick<LinkedInstance, "late" | "module"> | null,
  ) {
    const { batch, grants } = options;
    this.#module = module;
    this.#layer = layer;
    this.#lifetime = lifetime;
    // A module may have an allocator of its own, and C++ exceptions that tell lies: what they run is a call as well.
    const inCall = <R>(body: () => R): R => handles.inCall(body);
    const memory = new SandboxMemory(
      module.memory,
      (size) => inCall(() => module.malloc(size)),
      (pointer) => inCall(() => module.free(pointer)),
    );
    const buffer = (): ArrayBufferLike => module.memory.buffer;
    const cxx = new CxxExceptions(module.exports, buffer);
    const { checks } = layer;
    const fast = module.stackPointer === null ? null : options.fast(layer);
    this.#fast = fast;
    const freeText =
      fast === null ? (text: Pointer) => memory.free(text) : (text: Pointer) => fast.freeText(text);
    const handles: SandboxHandles =
      checks === undefined
        ? new SandboxHandles(freeText, false, fast?.store)
        : new SandboxHandles(spoiling(memory), true);
    const boundary = new Boundary(
      layer,
      module.stack,
      handles,
      (thrown) => inCall(() => cxx.raise(thrown, layer)) || raiseForeign(thrown, layer),
      (isBlocked) => fast?.block(isBlocked),
      () => fast?.mayHaveRaised(),
    );
    this.#state = { layer, boundary, handles, memory, fast, takeErrno: () => this.#takeErrno() };
    const context = (): Pointer => this.#contexts[checks?.current() ?? 0] ?? this.#contexts[0];
    this.#isPlain = !cxx.arePossible;
    this.#entries = new SandboxEntries(this.#state, {
      table: module.table,
      context,
      isPlain: this.#isPlain,
    });
    this.#buffers = new SandboxBuffers(this.#state, context);
    this.#objects = new SandboxObjects(
      layer,
      memory,
      (struct, block) => fast?.keepStruct(struct, block) ?? false,
    );
    this.#fields = new SandboxFields(layer, memory);
    this.#globals = new SandboxGlobals(layer, memory, fast === null ? undefined : numberedBy(fast));
    this.#source = {
      memory: new StructMemory(buffer),
      implementation: (signature, pointer) => this.#implementation(signature, pointer),
    };
    const count = (change: 1 | -1): void =>
      change === 1 ? lifetime.begin("capsule") : lifetime.end("capsule");
    const lists = new Builders<ListBuilder>(this.#state, "List");
    const tuples = new Builders<TupleBuilder>(this.#state, "Tuple");
    const functions = contextFunctions(this.#state, grants, {
      lists,
      tuples,
      objects: this.#objects,
      fields: this.#fields,
      globals: this.#globals,
      capsules: new SandboxCapsules(layer, memory, count),
      typeFromSpec: (spec, params) => this.#reading(() => this.#typeFromSpec(spec, params)),
      setCallFunction: (inner, address) =>
        this.#reading(() => layer.api.SetCallFunction(inner, readCallFunction(this.#source, address))),
      readDestructor: (address) => this.#reading(() => this.#readDestructor(address)),
    });
    const checked = checkingContext(this.#state, functions, context);
    const connected =
      fast?.connect({
        linked: linked === null ? null : { ...linked, exports: module.exports, tableBase: module.tableBase },
        wasmMemory: module.memory,
        memory,
        table: module.table,
        stackPointer: module.stackPointer as WebAssembly.Global,
        handles,
        boundary,
        functions: checked,
        release: (words) => {
          const record = this.#objects.end(words);
          if (record !== null) this.#fields.end(record);
        },
        struct: (words, block) => this.#objects.structAt(words, fast.sizeOf(block), block),
        adopt: {
          List: (builder) => (builder === 0 ? 0 : lists.open(builder as ListBuilder)),
          Tuple: (builder) => (builder === 0 ? 0 : tuples.open(builder as TupleBuilder)),
        },
        fillBuffer: (struct, buffer) => this.#buffers.fillFrom(struct, buffer),
        releaseBuffer: this.#buffers.releaser(null),
        enter: (row, pointer, args) => {
          if (row.name !== "GETBUFFERPROC") return this.#entries.enter(row, pointer, args);
          const [self, buffer, flags] = args as [Handle, Pointer, number];
          const call = this.#entries.functionAt(pointer, "the function of an HPyFunc_GETBUFFERPROC");
          return this.#buffers.getter(call)(self, buffer, flags);
        },
      }) ?? new Map();
    const called = checked.map((call) => fast?.below(call) ?? call);
    const written = writeSandboxContexts(this.#state, grants, module.table, called, batch, connected);
    this.#contexts = written.contexts;
    fast?.setContext(this.#contexts[0], written.functions);
  }

  /** Makes the definition of one of its modules. @throws DefinitionError for structs that make no sense. */
  bind(setContext: string, init: string): ModuleDefinition | null {
    const { exports } = this.#module;
    const address = this.#state.boundary.run(() => {
      (exports[setContext] as (context: number) => void)(this.#contexts[0]);
      return (exports[init] as () => number)() >>> 0;
    });
    if (address === 0) return null;
    const { definition, globals } = readModuleDef(this.#defines, this.#source, address);
    this.#lifetime.begin("module");
    return this.#lifetime.ofModule({ ...definition, globals: this.#listGlobals(globals) }, () =>
      this.#globals.clearUnlisted(),
    );
  }

  /** Ends a call of the module that is outside of the context, with a violation. */
  fail(violation: SandboxViolation): never {
    return this.#state.boundary.exit("the system interface", () => {
      throw violation;
    });
  }

  /** Closes what the module still holds: handles in its static data, globals. */
  drop(): void {
    for (const inner of this.#state.handles.takeSince(0)) ownCalls(this.#layer).Close(inner);
    this.#globals.clearUnlisted();
  }

  /** Gives up what stands for the module here. */
  close(): void {
    this.#globals.free();
    this.#fast?.free();
  }

  /** Struct readers' errors become exceptions for the module. */
  #reading<R>(read: () => R): R {
    try {
      return read();
    } catch (thrown) {
      if (!(thrown instanceof DefinitionError)) throw thrown;
      raiseText(this.#layer, "h_SystemError", thrown.message);
      throw new Raised();
    }
  }

  #implementation<S extends keyof Signatures>(signature: S, pointer: Pointer): Signatures[S] {
    const call = (): ((...args: number[]) => unknown) =>
      this.#entries.functionAt(pointer, `the function of an HPyFunc_${signature}`);
    if (signature === "GETBUFFERPROC") {
      const row = spec.signatures.find(({ name }) => name === signature) as spec.SignatureRow;
      const fast = pointer === 0 ? null : this.#fast?.implementation(row, pointer, this.#isPlain);
      const found = call();
      return (fast ?? this.#buffers.getter(found)) as Signatures[S];
    }
    if (signature === "RELEASEBUFFERPROC") return this.#buffers.releaser(call()) as Signatures[S];
    return this.#entries.implementation(signature, pointer);
  }

  #typeFromSpec(address: Pointer, params: Pointer): Handle {
    const { handles } = this.#state;
    const { api } = this.#layer;
    const structOf = (object: Handle): Pointer => this.#objects.structOf(object, "a call");
    const raise = (message: string): void => raiseText(this.#layer, "h_TypeError", message);
    const read = withCallField(
      readTypeSpec(this.#defines, this.#source, address),
      this.#source,
      structOf,
      raise,
    );
    const inner = readSpecParams(this.#source, params).map(({ kind, object }) => ({
      kind,
      object: handles.inner(object, "HPyType_FromSpec: a parameter"),
    }));
    const environment = {
      state: this.#state,
      objects: this.#objects,
      fields: this.#fields,
      known: (size: number) => this.#fast?.known(size) ?? unknownType,
    };
    const definition = innerType(environment, read, inner, () => this.#lifetime.end("type"));
    this.#lifetime.begin("type");
    return api.Type_FromSpec(this.#withRelease(definition), inner);
  }

  /** A type that exports buffers must hear of their release, whether the module wants to or not. */
  #withRelease(definition: ReturnType<typeof innerType>): ReturnType<typeof innerType> {
    const has = (slot: string): boolean =>
      definition.defines.some((define) => define.kind === "slot" && define.slot === slot);
    if (!has("bf_getbuffer") || has("bf_releasebuffer")) return definition;
    const inScript = this.#buffers.releaser(null);
    const impl = this.#fast?.bufferReleaser(inScript) ?? inScript;
    return {
      ...definition,
      defines: [...definition.defines, { kind: "slot", slot: "bf_releasebuffer", impl }],
    };
  }

  #readDestructor(address: Pointer): CapsuleDestructor | null {
    return readCapsuleDestructor(this.#source, address);
  }

  /**
   * The globals that the module lists. The list ends at a null, or where an entry is no aligned address of an empty word
   * (some extensions forget the null, which upstream never reads on CPython).
   */
  #listGlobals(array: number): GlobalDefinition[] {
    const found: GlobalDefinition[] = [];
    const { memory } = this.#source;
    try {
      for (let place = array; array !== 0; place += 4) {
        const address = memory.word(place, "HPyModuleDef.globals");
        if (address === 0 || address % 4 !== 0 || memory.word(address, "an HPyGlobal") !== 0) break;
        found.push({ address: this.#globals.list(address) });
      }
    } catch (thrown) {
      if (!(thrown instanceof DefinitionError)) throw thrown;
    }
    return found;
  }

  #takeErrno(): void {
    const { errnoLocation } = this.#module;
    if (errnoLocation === null) return;
    const location = this.#state.handles.inCall(errnoLocation);
    this.#layer.extra.Err_SetErrno(this.#state.memory.word(location, "errno") | 0);
  }
}

/** Numbers of globals that generated WebAssembly finds as well. */
function numberedBy(fast: FastSandbox): GlobalNumbers {
  const cells: Pointer[] = [];
  return {
    open: (cell) => {
      cells.push(cell);
      return fast.addGlobal(cell) as Handle;
    },
    isOpen: (number) => number > 0 && number <= cells.length,
    deref: (number) => cells[number - 1] as Pointer,
  };
}

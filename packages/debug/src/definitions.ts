/** Definitions on their way down: what Python calls is wrapped, and what is known of types is kept. */

import {
  builtinShapes,
  type CallFunction,
  type CapsuleDestructor,
  type Handle,
  HPy_NULL,
  type ModuleDefinition,
  mapModuleImplementations,
  mapTypeImplementations,
  type Signatures,
  type SpecParam,
  type TypeDefinition,
} from "@hpyjs/core";
import type { DebugContext } from "./context.ts";
import { Entries } from "./entries.ts";
import { safeText } from "./object-text.ts";
import { TraverseCheck, type TypeFacts } from "./traverse.ts";

/** Wraps definitions for one context. */
export class Definitions {
  readonly #context: DebugContext;
  readonly #entries: Entries;
  /** By what `Inspect_Owner` gives. */
  readonly #types: WeakMap<object, TypeFacts> = new WeakMap();
  /** Watches fields. */
  readonly traverse: TraverseCheck;

  /** For one context. */
  constructor(context: DebugContext) {
    this.#context = context;
    this.traverse = new TraverseCheck(context, (object) => this.#factsOf(object));
    this.#entries = new Entries(context, this.traverse);
  }

  /** The shape of an object's type as a number; `null` where its type was not made through this context. */
  shapeOf(object: Handle): number | null {
    return this.#factsOf(object)?.shape ?? null;
  }

  /** A type. @param params its bases, as handles below. */
  ofType(definition: TypeDefinition, params: readonly SpecParam[]): TypeDefinition {
    const { extra } = this.#context.inner;
    const { name, shape, fields, ownTraverse, release } = definition;
    const owner = definition.owner ?? definition;
    const facts: TypeFacts = {
      name,
      shape: typeof shape === "number" ? shape : builtinShapes[shape],
      traverse: ownTraverse === false ? null : ownTraverseOf(definition),
      fields: [...fields, ...objectMembers(definition)],
      bases: params.flatMap(({ object }) =>
        object === HPy_NULL
          ? []
          : extra
              .Inspect_Owners(object)
              .flatMap((base) => (base === null ? [] : (this.#types.get(base) ?? []))),
      ),
    };
    this.#types.set(owner, facts);
    const mapped = mapTypeImplementations(definition, this.#entries.mapper(name));
    const safe = this.traverse.safe(facts);
    const defines = mapped.defines.map((define) =>
      ownTraverse === true && define.kind === "slot" && define.slot === "tp_traverse"
        ? { ...define, impl: safe }
        : define,
    );
    return {
      ...mapped,
      defines,
      owner,
      release: (struct) => {
        this.traverse.gone(struct);
        release?.(struct);
      },
    };
  }

  /** A module. @param spec its `ModuleSpec`, as a handle below. */
  ofModule(definition: ModuleDefinition, spec: Handle): ModuleDefinition {
    return mapModuleImplementations(definition, this.#entries.mapper(nameOfSpec(this.#context, spec)));
  }

  /** A capsule's destructor. */
  ofDestructor(destructor: CapsuleDestructor | null): CapsuleDestructor | null {
    if (destructor === null || destructor.impl === null) return destructor;
    const { impl } = destructor;
    return { ...destructor, impl: this.#entries.wrap("CAPSULE_DESTRUCTOR", impl, "a capsule's destructor") };
  }

  /** The call function of one object. */
  ofCallFunction(func: CallFunction): CallFunction {
    return { ...func, impl: this.#entries.wrap("KEYWORDS", func.impl, "an object's call function") };
  }

  /** Runs what does not begin in Python. */
  enter<T>(body: () => T): T {
    return this.#entries.enter(body);
  }

  #factsOf(object: Handle): TypeFacts | null {
    const owner = this.#context.inner.extra.Inspect_Owner(object);
    return owner === null ? null : (this.#types.get(owner) ?? null);
  }
}

/** The offsets of members that are fields, which Python writes. */
function objectMembers({ defines }: TypeDefinition): number[] {
  return defines.flatMap((define) =>
    define.kind === "member" && (define.type === "OBJECT" || define.type === "OBJECT_EX")
      ? [define.offset]
      : [],
  );
}

function ownTraverseOf({ defines }: TypeDefinition): Signatures["TRAVERSEPROC"] | null {
  for (const define of defines) {
    if (define.kind === "slot" && define.slot === "tp_traverse") return define.impl;
  }
  return null;
}

/** The name in a `ModuleSpec`. The error indicator stays as it is. */
function nameOfSpec({ inner }: DebugContext, spec: Handle): string {
  return safeText(inner, spec, "name") ?? "?";
}

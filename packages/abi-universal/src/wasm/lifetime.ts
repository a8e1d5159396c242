/**
 * What of an extension is still alive in the interpreter: modules, types, capsules with a destructor. As long as there
 * is any, its code may be called, and its memory must stay.
 */

import type { CapsuleDestructor, ModuleDefinition, TypeDefinition } from "@hpyjs/core";

/** The kinds of things that can call an extension's code. */
export type LivingKind = "module" | "type" | "capsule";

/** The kinds, in the order in which people are told of them. */
const kinds: readonly LivingKind[] = ["module", "type", "capsule"];

/** What is alive of several instances, for people: `2 types`. Nothing when nothing is. */
export function describeAlive(lifetimes: readonly Lifetime[]): string[] {
  return kinds.flatMap((kind) => {
    const count = lifetimes.reduce((sum, lifetime) => sum + lifetime.count(kind), 0);
    return count === 0 ? [] : [`${count} ${kind}${count === 1 ? "" : "s"}`];
  });
}

/** Counts what is alive of one extension. */
export class Lifetime {
  readonly #counts: Map<LivingKind, number> = new Map();

  /** How many of a kind are alive. */
  count(kind: LivingKind): number {
    return this.#counts.get(kind) ?? 0;
  }

  /** Counts something as alive. */
  begin(kind: LivingKind): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) + 1);
  }

  /** Counts something as gone. */
  end(kind: LivingKind): void {
    this.#counts.set(kind, (this.#counts.get(kind) ?? 0) - 1);
  }

  /** The definition of a module, counted as gone when the module is. Whoever makes the module counts its beginning. */
  ofModule(definition: ModuleDefinition, onFree: () => void): ModuleDefinition {
    return {
      ...definition,
      onFree: () => {
        onFree();
        this.end("module");
      },
    };
  }

  /** The definition of a type, counted as gone when the type is. Whoever makes the type counts its beginning. */
  ofType(definition: TypeDefinition): TypeDefinition {
    return { ...definition, onFree: () => this.end("type") };
  }

  /** A capsule's destructor, which ends what it counts: the capsule is gone when it was called. */
  ofDestructor({ impl }: CapsuleDestructor): CapsuleDestructor {
    if (impl === null) return { impl };
    return {
      impl: (name, pointer, context) => {
        try {
          impl(name, pointer, context);
        } finally {
          this.end("capsule");
        }
      },
    };
  }
}

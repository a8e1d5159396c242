/**
 * The contract of `tp_traverse`: it visits the fields that an object owns, all of them, each once, and nothing else.
 *
 * What an object owns is known from `HPyField_Store`. At the end of a call that stored a field, the object's own
 * `tp_traverse` is asked what it would visit. Where the garbage collector would go by the extension's function (modules
 * in C that are linked), it goes by the same comparison instead, so that one that lies does no harm.
 *
 * C code may move its fields in memory. So a field that is found elsewhere, with the value that was stored, has moved.
 */

import { type Handle, HPy_NULL, NULL, type Pointer, type Signatures } from "@hpyjs/core";
import type { DebugContext } from "./context.ts";

type Traverse = Signatures["TRAVERSEPROC"];

/** What is known of a type made from a definition. */
export interface TypeFacts {
  /** The type's name. */
  readonly name: string;
  /** The shape, as a number. */
  readonly shape: number;
  /** The definition's own `tp_traverse`, where it can be called. */
  readonly traverse: Traverse | null;
  /** The offsets that the definition declares. */
  readonly fields: readonly number[];
  /** The same of the bases. */
  readonly bases: readonly TypeFacts[];
}

/** The fields of one object: the value that was stored, by address. */
type Owned = Map<Pointer, number>;

/** What a comparison found. */
interface Comparison {
  /** The fields to visit. */
  readonly fields: readonly Pointer[];
  /** What is wrong with the function, or `null`. */
  readonly problem: string | null;
}

/** An object whose fields were stored to. */
interface Touched {
  readonly struct: Pointer;
  readonly object: Handle;
  readonly type: TypeFacts;
}

/** Watches the fields of one context's objects. */
export class TraverseCheck {
  readonly #context: DebugContext;
  readonly #typeOf: (object: Handle) => TypeFacts | null;
  readonly #owned: Map<Pointer, Owned> = new Map();
  /** In the order in which they were stored to first; `null` for those that are gone. */
  readonly #touched: (Touched | null)[] = [];
  readonly #places: Map<Pointer, number> = new Map();

  /** @param typeOf gives what is known of the type of an object below. */
  constructor(context: DebugContext, typeOf: (object: Handle) => TypeFacts | null) {
    this.#context = context;
    this.#typeOf = typeOf;
  }

  /** So many objects were stored to, in calls that have not ended. */
  get mark(): number {
    return this.#touched.length;
  }

  /** A field of an object was stored to. */
  stored(object: Handle, field: Pointer): void {
    if (object === HPy_NULL) return;
    const type = this.#typeOf(object);
    if (type === null) return;
    const struct = this.#context.inner.extra.Inspect_Struct(object);
    if (struct === NULL) return;
    const owned = this.#owned.get(struct) ?? new Map();
    this.#owned.set(struct, owned);
    const value = this.#context.read(field);
    if (value === HPy_NULL) owned.delete(field);
    else owned.set(field, value);
    if (this.#places.has(struct)) return;
    this.#places.set(struct, this.#touched.push({ struct, object, type }) - 1);
  }

  /** An object is gone. */
  gone(struct: Pointer): void {
    this.#owned.delete(struct);
    const place = this.#places.get(struct);
    if (place === undefined) return;
    this.#touched[place] = null;
    this.#places.delete(struct);
  }

  /** Compares the objects that were stored to since a mark. */
  check(mark: number, where: string): void {
    for (const { struct, object, type } of this.#take(mark)) {
      const traverses = traversesOf(type);
      if (traverses.length === 0) continue;
      const { problem } = this.#compare(struct, type, traverses);
      if (problem === null) continue;
      this.#context.report({
        kind: "traverse",
        upstream: null,
        problem: `tp_traverse of ${type.name} ${problem}`,
        where,
        object,
        isHarmless: true,
      });
    }
  }

  /** Forgets what was stored to since a mark. */
  forget(mark: number): void {
    this.#take(mark);
  }

  /** Takes the objects that were stored to since a mark. */
  #take(mark: number): readonly Touched[] {
    const taken = this.#touched.splice(mark).filter((touched) => touched !== null);
    for (const { struct } of taken) this.#places.delete(struct);
    return taken;
  }

  /** A function that visits what is right, in the place of a definition's own. */
  safe(type: TypeFacts): Traverse {
    return (struct, visit, arg) => {
      const { traverse } = type;
      for (const field of this.#compare(struct, type, traverse === null ? [] : [traverse]).fields) {
        const result = visit(field, arg);
        if (result !== 0) return result;
      }
      return 0;
    };
  }

  #compare(struct: Pointer, type: TypeFacts, traverses: readonly Traverse[]): Comparison {
    const owned: Owned = this.#owned.get(struct) ?? new Map();
    const declared = new Set(declaredFields(type).map((offset) => (struct + offset) as Pointer));
    const { visited, problem: repeated } = this.#visited(struct, traverses);
    let problem: string | null = repeated;
    const fields: Pointer[] = [];
    const strangers: Pointer[] = [];
    for (const field of visited) {
      if (this.#context.read(field) === HPy_NULL) continue;
      if (owned.has(field) || declared.has(field)) fields.push(field);
      else strangers.push(field);
    }
    for (const [field, value] of [...owned]) {
      if (visited.has(field)) continue;
      const moved = strangers.findIndex((other) => this.#context.read(other) === value);
      if (moved !== -1) {
        const [place] = strangers.splice(moved, 1) as [Pointer];
        owned.delete(field);
        owned.set(place, value);
        fields.push(place);
      } else if (this.#context.read(field) === value) {
        fields.push(field);
        problem ??= `does not visit the field ${placeOf(struct, field)}`;
      }
    }
    const [stranger] = strangers;
    if (stranger !== undefined)
      problem ??= `visits ${placeOf(struct, stranger)}, which is no field of the object`;
    return { fields, problem };
  }

  #visited(
    struct: Pointer,
    traverses: readonly Traverse[],
  ): { readonly visited: ReadonlySet<Pointer>; readonly problem: string | null } {
    const visited = new Set<Pointer>();
    let problem: string | null = null;
    for (const traverse of traverses) {
      const seen = new Set<Pointer>();
      const visit = (field: Pointer): number => {
        if (seen.has(field)) problem ??= `visits the field ${placeOf(struct, field)} twice`;
        if (field !== NULL) seen.add(field);
        return 0;
      };
      try {
        if (traverse(struct, visit, NULL) !== 0) problem ??= "returns another value than visit() did";
      } catch (thrown) {
        problem ??= `threw ${String(thrown)}`;
      }
      for (const field of seen) visited.add(field);
    }
    return { visited, problem };
  }
}

function traversesOf({ traverse, bases }: TypeFacts): Traverse[] {
  return [...(traverse === null ? [] : [traverse]), ...bases.flatMap(traversesOf)];
}

function declaredFields({ fields, bases }: TypeFacts): number[] {
  return [...fields, ...bases.flatMap(declaredFields)];
}

function placeOf(struct: Pointer, field: Pointer): string {
  const offset = field - struct;
  return offset >= 0 && offset < 1 << 16 ? `at offset ${offset} of the struct` : "outside of the struct";
}

/** The types of one binding: making them, and knowing instances by them. */

import { type Handle, HPy_NULL, type HPyGlobal, NULL, type Pointer, specParamKinds } from "@hpyjs/core";
import type { Binding } from "./binding.ts";
import type { TypeParams } from "./context.ts";
import { defineType } from "./define-type.ts";
import { HPy } from "./handle.ts";
import type { AnyTypeToken } from "./instance.ts";
import { type ErasedTypeSpec, typeSpecOf } from "./type.ts";
import { TypeBinding } from "./type-binding.ts";
import { readWord } from "./words.ts";

/** A type object that was made, and how to get at it. */
interface MadeType {
  readonly binding: TypeBinding;
  /** An `HPyGlobal` that keeps it, or `NULL`. */
  readonly cell: Pointer;
  /** A weak reference, for types that were made at run time and may go. */
  readonly reference: HPy | null;
}

/** The types that one binding has made. */
export class TypeRegistry {
  readonly #binding: Binding;
  readonly #cells: Map<AnyTypeToken, Pointer> = new Map();
  readonly #made: Map<AnyTypeToken, MadeType[]> = new Map();

  /** The listed type that was asked for last: nearly always the one that is asked for next. */
  #lastToken: AnyTypeToken | null = null;
  #lastMade: MadeType | null = null;

  /** Makes a registry for the types that the module lists; each gets a global. */
  constructor(binding: Binding, listed: readonly AnyTypeToken[]) {
    this.#binding = binding;
    for (const token of listed) this.#addCell(token);
  }

  /** The globals that keep the listed types. */
  get cells(): readonly Pointer[] {
    return [...this.#cells.values()];
  }

  /** Makes a listed type and keeps it. Returns a handle of the current scope. */
  makeListed(token: AnyTypeToken): HPy {
    const { kernel } = this.#binding;
    const cell = this.#cells.get(token) ?? this.#addCell(token);
    const { binding, type } = this.#make(token, {});
    kernel.api.Global_Store(cell, kernel.unwrap(type));
    this.#made.set(token, [{ binding, cell, reference: null }]);
    this.#lastToken = null;
    return type;
  }

  /** Makes a type at run time, which lives as long as Python refers to it. */
  makeFromSpec(token: AnyTypeToken, params: TypeParams): HPy {
    const { ctx } = this.#binding;
    const { binding, type } = this.#make(token, params);
    const made = (this.#made.get(token) ?? []).filter((other) => this.#isAlive(other));
    const reference = ctx.scope(() =>
      ctx.keep(ctx.Call(ctx.GetAttr_s(ctx.import("weakref"), "ref"), [type])),
    );
    this.#made.set(token, [...made, { binding, cell: NULL, reference }]);
    return type;
  }

  /** Whether a type that the binding keeps was made of `token`. */
  isMade(token: AnyTypeToken): boolean {
    return this.#made.has(token);
  }

  /** The type object of a listed type: a handle of the current scope. @throws TypeError when it is not made. */
  type(token: AnyTypeToken): HPy {
    const { kernel } = this.#binding;
    return kernel.open(kernel.api.Global_Load(readWord(kernel.memory, this.listed(token).cell) as HPyGlobal));
  }

  /** A listed type: how to reach its instances, and the global that keeps it. @throws TypeError when it is not made. */
  listed(token: AnyTypeToken): { readonly binding: TypeBinding; readonly cell: Pointer } {
    const made = token === this.#lastToken ? this.#lastMade : this.#look(token);
    if (made === null) throw notMade(token);
    return made;
  }

  /** The listed type of a token, or `null`. */
  #look(token: AnyTypeToken): MadeType | null {
    const made = this.#made.get(token)?.find(({ cell }) => cell !== NULL) ?? null;
    this.#lastToken = token;
    this.#lastMade = made;
    return made;
  }

  /** How `type`, which is a subclass of a type made of `token`, reaches what belongs to instances; `null` if it is none. */
  bindingFor(token: AnyTypeToken, type: Handle): TypeBinding | null {
    const { api, memory } = this.#binding.kernel;
    const made = token === this.#lastToken ? this.#lastMade : this.#look(token);
    if (made !== null) {
      const listed = api.Global_Load(readWord(memory, made.cell) as HPyGlobal);
      const isListed = api.Is(type, listed) !== 0;
      api.Close(listed);
      if (isListed) return made.binding;
    }
    return this.#find(
      token,
      (made) =>
        api.Is(type, made) !== 0 ||
        (api.TypeCheck(type, api.h_TypeType) !== 0 && api.Type_IsSubtype(type, made) !== 0),
    );
  }

  /** `h` as an instance of a type made of `token`, or `null`. */
  as(token: AnyTypeToken, h: HPy): HPy | null {
    const { api, unwrap } = this.#binding.kernel;
    const raw = unwrap(h);
    const binding = this.#find(token, (made) => api.TypeCheck(raw, made) !== 0);
    return binding === null ? null : binding.view(h, raw);
  }

  #find(token: AnyTypeToken, test: (type: Handle) => boolean): TypeBinding | null {
    const all = this.#made.get(token);
    if (all === undefined) {
      typeSpecOf(token);
      throw notMade(token);
    }
    const { api } = this.#binding.kernel;
    for (const made of all) {
      const type = this.#load(made);
      if (type === HPy_NULL) continue;
      const fits = test(type);
      api.Close(type);
      if (fits) return made.binding;
    }
    return null;
  }

  /** A new raw handle to the type object; null when it is gone. */
  #load({ cell, reference }: MadeType): Handle {
    const { kernel } = this.#binding;
    const { api, memory } = kernel;
    if (reference === null) return api.Global_Load(readWord(memory, cell) as HPyGlobal);
    const type = api.Call(kernel.unwrap(reference), NULL, 0, HPy_NULL);
    if (type === HPy_NULL) kernel.fail();
    if (api.Is(type, api.h_None) === 0) return type;
    api.Close(type);
    return HPy_NULL;
  }

  #isAlive(made: MadeType): boolean {
    const type = this.#load(made);
    if (type === HPy_NULL) {
      made.reference?.close();
      return false;
    }
    this.#binding.kernel.api.Close(type);
    return true;
  }

  #addCell(token: AnyTypeToken): Pointer {
    const { arena, memory } = this.#binding.kernel;
    const cell = arena.reserve(memory.pointerSize);
    this.#cells.set(token, cell);
    return cell;
  }

  #make(token: AnyTypeToken, params: TypeParams): { binding: TypeBinding; type: HPy } {
    const { ctx, kernel } = this.#binding;
    const spec = typeSpecOf(token);
    const made: { binding?: TypeBinding } = {};
    const type = ctx.scope(() => {
      const bases = this.#bases(token, spec, params);
      const binding = new TypeBinding(kernel, token, largest(bases));
      this.#refuseForeignStruct(binding, bases);
      made.binding = binding;
      const definition = defineType(this.#binding, binding);
      const entries = params.raw ?? [
        ...this.#baseParams(spec, params, bases),
        ...this.#metaclass(spec, params),
      ];
      const raw = entries.map(({ kind, object }) => ({ kind, object: kernel.unwrap(object) }));
      return kernel.open(kernel.api.Type_FromSpec(definition, raw));
    });
    return { binding: made.binding as TypeBinding, type };
  }

  #bases(token: AnyTypeToken, spec: ErasedTypeSpec, { bases }: TypeParams): Base[] {
    const { ctx } = this.#binding;
    if (bases !== undefined) {
      const handles = bases instanceof HPy ? [...ctx.iterate(bases)] : bases;
      return handles.map((type) => ({ type, binding: this.#known(type) }));
    }
    return (spec.bases ?? []).map((reference) => {
      if (typeof reference !== "function") return this.#resolve(token, reference);
      const type = reference(ctx);
      return { type, binding: this.#known(type) };
    });
  }

  /** A base that is written in TypeScript: made here, or by the module that its name says. */
  #resolve(token: AnyTypeToken, base: AnyTypeToken): Base {
    const { ctx, kernel } = this.#binding;
    const made = this.#made.get(base)?.find(({ cell }) => cell !== NULL);
    if (made !== undefined) return { type: kernel.open(this.#load(made)), binding: made.binding };
    const dot = base.name.lastIndexOf(".");
    if (dot < 0 || this.#cells.has(base)) {
      throw new TypeError(
        `type '${token.name}' needs its base '${base.name}' first: list it before, in 'types'`,
      );
    }
    const type = ctx.GetAttr_s(ctx.import(base.name.slice(0, dot)), base.name.slice(dot + 1));
    const bases = this.#bases(base, typeSpecOf(base), {});
    return { type, binding: new TypeBinding(kernel, base, largest(bases)) };
  }

  /** How this binding reaches the instances of a type object that it made. */
  #known(type: HPy): TypeBinding | null {
    const { api, unwrap } = this.#binding.kernel;
    for (const token of this.#made.keys()) {
      const binding = this.#find(token, (made) => api.Is(made, unwrap(type)) !== 0);
      if (binding !== null) return binding;
    }
    return null;
  }

  /** The part of a base's struct cannot be told when another module made the base. */
  #refuseForeignStruct({ base, layout, name }: TypeBinding, bases: readonly Base[]): void {
    if (layout.size === (base?.layout.size ?? 0)) return;
    const { ctx } = this.#binding;
    for (const { type, binding } of bases) {
      if (binding !== null || !ctx.TypeCheck(type, ctx.h_TypeType)) continue;
      if (ctx.Type_GetBuiltinShape(type) === "Legacy") continue;
      throw new TypeError(
        `type '${name}' cannot add a struct, fields or members to its base '${ctx.Type_GetName(type)}', which ` +
          "another HPy module made: import that type's description and name it in 'bases'",
      );
    }
  }

  #baseParams(spec: ErasedTypeSpec, params: TypeParams, bases: readonly Base[]): Param[] {
    const { ctx } = this.#binding;
    if (params.bases instanceof HPy) return [{ kind: specParamKinds.BasesTuple, object: params.bases }];
    const { shape = "Object" } = spec;
    if (bases.length === 0 && shape !== "Object") {
      return [{ kind: specParamKinds.Base, object: ctx[shapeTypes[shape]] }];
    }
    return bases.map(({ type }) => ({ kind: specParamKinds.Base, object: type }));
  }

  #metaclass({ metaclass }: ErasedTypeSpec, params: TypeParams): Param[] {
    const { Metaclass } = specParamKinds;
    if (params.metaclass !== undefined) return [{ kind: Metaclass, object: params.metaclass }];
    if (metaclass === undefined) return [];
    const object = typeof metaclass === "function" ? metaclass(this.#binding.ctx) : this.type(metaclass);
    return [{ kind: Metaclass, object }];
  }
}

interface Base {
  readonly type: HPy;
  /** How to reach the base's part of the struct; `null` for types that are not written in TypeScript. */
  readonly binding: TypeBinding | null;
}

interface Param {
  readonly kind: number;
  readonly object: HPy;
}

const shapeTypes = {
  Type: "h_TypeType",
  Long: "h_LongType",
  Float: "h_FloatType",
  Unicode: "h_UnicodeType",
  Tuple: "h_TupleType",
  List: "h_ListType",
  Dict: "h_DictType",
} as const;

/** The base whose struct the others' structs are parts of. */
function largest(bases: readonly Base[]): TypeBinding | null {
  let found: TypeBinding | null = null;
  for (const { binding } of bases) {
    if (binding !== null && (found === null || binding.layout.size > found.layout.size)) found = binding;
  }
  return found;
}

function notMade(token: AnyTypeToken): TypeError {
  return new TypeError(
    `type '${token.name}' is not made in this module yet: list it in 'types', or make it with ctx.Type_FromSpec()`,
  );
}

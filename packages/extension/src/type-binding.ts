/** A type as it stands in one binding: where instances keep what, and how to get there. */

import { type BuiltinShape, type Handle, type HPyField, NULL, type Pointer } from "@hpyjs/core";
import type { BaseKernel } from "./create-kernel.ts";
import { type HPy, inside, KEPT, NOWHERE, type ObjectAccess } from "./handle.ts";
import type { AnyTypeToken } from "./instance.ts";
import { memberClass } from "./members.ts";
import type { ScopeStack } from "./scope.ts";
import { layoutStruct, type StructLayout } from "./struct-layout.ts";
import { type ErasedTypeSpec, typeSpecOf } from "./type.ts";
import { readWord, writeWord } from "./words.ts";

/** One type in one binding. */
export class TypeBinding implements ObjectAccess {
  /** The kernel's scopes. */
  readonly scopes: ScopeStack;
  /** The dotted name. */
  readonly name: string;
  /** What the type is made of. */
  readonly spec: ErasedTypeSpec;
  /** The first base that was written in TypeScript, or `null`. */
  readonly base: TypeBinding | null;
  /** The built-in type whose memory instances extend. */
  readonly shape: BuiltinShape;
  /** The size of the part of the struct that is not the type's own: that of its base, or of a legacy type's C struct. */
  readonly headSize: number;
  /** Where things stand in the struct. */
  readonly layout: StructLayout;
  /** Where the number of an instance's JavaScript value stands in the struct; -1 when it has none. */
  readonly valueAt: number;
  readonly #kernel: BaseKernel;
  readonly #asStruct: (h: Handle) => Pointer;
  readonly #members: new (
    instance: HPy,
  ) => object;

  /** @param base the first base that was written in TypeScript, whose struct this one extends, or `null`. */
  constructor(kernel: BaseKernel, token: AnyTypeToken, base: TypeBinding | null) {
    const { api, memory } = kernel;
    this.scopes = kernel.scopes;
    this.name = token.name;
    this.spec = typeSpecOf(token);
    this.base = base;
    const { legacy } = this.spec;
    this.shape = legacy === undefined ? (this.spec.shape ?? base?.shape ?? "Object") : "Legacy";
    const { struct, fields = [], members = {}, rawSize = 0 } = this.spec;
    const input = { hasValue: struct !== undefined, fields, members, rawSize };
    const head = legacy?.headSize ?? (legacy === undefined ? 0 : 2 * memory.pointerSize);
    this.headSize = Math.max(base?.layout.size ?? 0, head);
    this.layout = layoutStruct(input, this.headSize, memory.pointerSize);
    this.valueAt = this.layout.value;
    this.#kernel = kernel;
    this.#asStruct = api[`AsStruct_${this.shape}`];
    this.#members = memberClass(kernel, this.layout.members, (instance) => this.structOf(instance));
  }

  /** The address of an instance's struct. */
  structOf(instance: HPy): Pointer {
    return this.#asStruct(this.#kernel.unwrap(instance));
  }

  getValue(instance: HPy): unknown {
    return this.valueOf(this.#kernel.unwrap(instance));
  }

  /** The JavaScript value of an instance behind a raw handle, made if there is none yet. */
  valueOf(instance: Handle): unknown {
    const { memory, values } = this.#kernel;
    const { valueAt } = this;
    if (valueAt < 0) return undefined;
    const place = (this.#asStruct(instance) + valueAt) >>> 2;
    const id = memory.i32()[place] as number;
    return id === 0 ? this.#makeValue(place) : values.get(id);
  }

  #makeValue(place: number): unknown {
    const { memory, values } = this.#kernel;
    const value = this.spec.struct?.();
    memory.i32()[place] = values.add(value);
    return value;
  }

  setValue(instance: HPy, value: unknown): void {
    if (this.spec.struct === undefined) throw new TypeError(`type '${this.name}' declares no struct`);
    const place = (this.structOf(instance) + this.layout.value) >>> 2;
    const { memory, values } = this.#kernel;
    const id = memory.i32()[place] as number;
    if (id === 0) memory.i32()[place] = values.add(value);
    else values.set(id, value);
  }

  members(instance: HPy): object {
    return new this.#members(instance);
  }

  fieldAddress(instance: HPy, field: string): Pointer {
    const offset = this.layout.fields.get(field);
    if (offset === undefined) {
      const names = [...this.layout.fields.keys()].join("', '");
      throw new TypeError(
        `type '${this.name}' has no field '${field}'; ${names === "" ? "it has none" : `its fields: '${names}'`}`,
      );
    }
    return (this.structOf(instance) + offset) as Pointer;
  }

  load(instance: HPy, field: string): HPy | null {
    const { api, memory, open, unwrap } = this.#kernel;
    const value = readWord(memory, this.fieldAddress(instance, field)) as HPyField;
    return value === 0 ? null : open(api.Field_Load(unwrap(instance), value));
  }

  store(instance: HPy, field: string, value: HPy | null): void {
    const { api, unwrap, unwrapOrNull } = this.#kernel;
    const raw = unwrapOrNull(value);
    api.Field_Store(unwrap(instance), this.fieldAddress(instance, field), raw);
  }

  /** A handle to the same instance as `h` that knows the type: borrowed where `h` is, else of its own. */
  view(h: HPy, raw: Handle): HPy {
    const { life, position } = inside(h);
    const isOwned = position !== NOWHERE || life === KEPT;
    return isOwned ? this.scopes.open(this.#kernel.api.Dup(raw), this) : this.scopes.borrow(raw, this);
  }

  /**
   * Frees what the struct at `address` owns in JavaScript (`tp_destroy`). Fields are the interpreter's.
   * @returns the JavaScript value that was there.
   */
  destroy(address: Pointer): unknown {
    const { memory, values } = this.#kernel;
    for (const { type, offset } of this.layout.members.values()) {
      if (type !== "STRING") continue;
      memory.free(readWord(memory, address + offset) as Pointer);
      writeWord(memory, address + offset, NULL);
    }
    if (this.layout.value < 0) return undefined;
    const place = (address + this.layout.value) >>> 2;
    const id = memory.i32()[place] as number;
    if (id === 0) return undefined;
    memory.i32()[place] = 0;
    return values.remove(id);
  }

  /** The JavaScript value of the struct at `address`, or `undefined` when there is none yet. */
  peek(address: Pointer): unknown {
    if (this.layout.value < 0) return undefined;
    const id = this.#kernel.memory.i32()[(address + this.layout.value) >>> 2] as number;
    return id === 0 ? undefined : this.#kernel.values.get(id);
  }

  /** Whether nothing is to be done when an instance goes but to let go of its JavaScript value. */
  get hasOnlyValue(): boolean {
    const { layout, spec } = this;
    const hasStrings = [...layout.members.values()].some(({ type }) => type === "STRING");
    return layout.value >= 0 && spec.slots?.tp_destroy === undefined && !hasStrings;
  }

  /** Whether anything is to be done when an instance goes. */
  get needsDestroy(): boolean {
    const { layout, spec } = this;
    if (layout.value >= 0 || spec.slots?.tp_destroy !== undefined) return true;
    return [...layout.members.values()].some(({ type }) => type === "STRING");
  }
}

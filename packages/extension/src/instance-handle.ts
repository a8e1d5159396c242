/** The handle to an instance at run time: what the type `Instance` describes. */

import type { Handle, Pointer } from "@hpyjs/core";
import { type HandleOwner, HPy, type Standing } from "./handle.ts";
import type { Instance, MemberSpecs, MemberValues } from "./instance.ts";

/** How a type reaches what belongs to its instances. */
export interface StructAccess {
  /** The kernel's scopes. */
  readonly scopes: HandleOwner;
  /** The instance's JavaScript value. */
  getValue(instance: HPy): unknown;
  /** Replaces the instance's JavaScript value. */
  setValue(instance: HPy, value: unknown): void;
  /** The object with the instance's members as properties. */
  members(instance: HPy): MemberValues<MemberSpecs>;
  /** The address of a field. @throws TypeError when there is no such field. */
  fieldAddress(instance: HPy, field: string): Pointer;
  /** Reads a field. */
  load(instance: HPy, field: string): HPy | null;
  /** Writes a field. */
  store(instance: HPy, field: string, value: HPy | null): void;
}

/** A handle that knows the type of its object. */
export class InstanceHandle extends HPy implements Instance<unknown, string, MemberSpecs> {
  readonly #type: StructAccess;

  /** A handle to an instance of `type`. */
  constructor(raw: Handle, standing: Standing, type: StructAccess) {
    super(raw, standing, type.scopes);
    this.#type = type;
  }

  get struct(): unknown {
    return this.#type.getValue(this);
  }

  set struct(value: unknown) {
    this.#type.setValue(this, value);
  }

  get members(): MemberValues<MemberSpecs> {
    return this.#type.members(this);
  }

  load(field: string): HPy | null {
    return this.#type.load(this, field);
  }

  store(field: string, value: HPy | null): void {
    this.#type.store(this, field, value);
  }

  /** How the type of the object reaches what belongs to it. */
  get access(): StructAccess {
    return this.#type;
  }
}

/**
 * Capsules of a sandboxed module.
 *
 * A capsule's pointer is an address in the module's memory, and means nothing outside. The interpreter's capsule holds
 * the address of a word of ours instead, by which this module's record of it is found: pointer, name, context and
 * destructor as the module gave them. Other modules' capsules have no record here, so their pointers do not resolve,
 * and nobody else can use this module's.
 */

import {
  type CapsuleDestructor,
  capsuleKeys,
  type Handle,
  HPy_NULL,
  type Layer,
  NULL,
  type Pointer,
} from "@hpyjs/core";
import { raiseText } from "../raise.ts";
import type { SandboxMemory } from "./memory.ts";
import { Raised } from "./uniform.ts";

interface Capsule {
  pointer: Pointer;
  name: Pointer;
  context: Pointer;
  destructor: CapsuleDestructor | null;
  /** The copy of the name in the layer's memory. */
  innerName: Pointer;
}

/** The capsules of one module. */
export class SandboxCapsules {
  readonly #layer: Layer;
  readonly #memory: SandboxMemory;
  readonly #capsules: Map<Pointer, Capsule> = new Map();
  readonly #count: (change: 1 | -1) => void;

  /** @param count is told of each capsule that is made, and of each that dies. */
  constructor(layer: Layer, memory: SandboxMemory, count: (change: 1 | -1) => void) {
    this.#layer = layer;
    this.#memory = memory;
    this.#count = count;
  }

  /** `HPyCapsule_New`: a new handle of the layer. */
  create(pointer: Pointer, name: Pointer, destructor: CapsuleDestructor | null): Handle {
    const { api, memory } = this.#layer;
    if (pointer === NULL) return api.Capsule_New(NULL, NULL, null);
    if (destructor !== null && destructor.impl === null) return api.Capsule_New(pointer, NULL, destructor);
    const cell = memory.alloc(4);
    const innerName = this.#copyName(name);
    const capsule: Capsule = { pointer, name, context: NULL, destructor, innerName };
    const handle = api.Capsule_New(cell, innerName, { impl: () => this.#die(cell) });
    if (handle === HPy_NULL) {
      memory.free(cell);
      memory.free(innerName);
      return HPy_NULL;
    }
    this.#capsules.set(cell, capsule);
    this.#count(1);
    return handle;
  }

  /** `HPyCapsule_Get`. @param giveText makes a copy of another module's name for the module. */
  get(inner: Handle, key: number, name: Pointer, giveText: (source: Pointer) => Pointer): Pointer {
    const { api } = this.#layer;
    if (key === capsuleKeys.Pointer) {
      const cell = this.#withName(name, (copy) => api.Capsule_Get(inner, key, copy));
      return cell === NULL ? NULL : this.#mine(cell).pointer;
    }
    if (key === capsuleKeys.Name) {
      const innerName = api.Capsule_Get(inner, key, NULL);
      const found = this.#find(inner, innerName);
      if (found !== undefined) return found.name;
      return innerName === NULL ? NULL : giveText(innerName);
    }
    if (key === capsuleKeys.Context) return this.#known(inner)?.context ?? NULL;
    return api.Capsule_Get(inner, key, NULL);
  }

  /** `HPyCapsule_IsValid`: whether `HPyCapsule_Get` would give this module a pointer. */
  isValid(inner: Handle, name: Pointer): number {
    const { api } = this.#layer;
    return this.#withName(name, (copy) => {
      if (api.Capsule_IsValid(inner, copy) === 0) return 0;
      return this.#capsules.has(api.Capsule_Get(inner, capsuleKeys.Pointer, copy)) ? 1 : 0;
    });
  }

  /** `HPyCapsule_Set`. @param value the address that the module gave, or its destructor. */
  set(inner: Handle, key: number, value: Pointer | CapsuleDestructor | null): number {
    const { api, memory } = this.#layer;
    // What the layer refuses (no capsule, no pointer, no such key), it refuses in its own words.
    const isAddress = typeof value === "number";
    const wrong =
      (key === capsuleKeys.Pointer && value === NULL) ||
      (key === capsuleKeys.Destructor && value !== null && !isAddress && value.impl === null) ||
      !Object.values<number>(capsuleKeys).includes(key);
    if (wrong) return api.Capsule_Set(inner, key, value);
    const capsule = this.#known(inner);
    if (capsule === null) return -1;
    switch (key) {
      case capsuleKeys.Pointer:
        capsule.pointer = value as Pointer;
        return 0;
      case capsuleKeys.Context:
        capsule.context = value as Pointer;
        return 0;
      case capsuleKeys.Name: {
        const earlier = capsule.innerName;
        const copy = this.#copyName(value as Pointer);
        const status = api.Capsule_Set(inner, key, copy);
        memory.free(status === 0 ? earlier : copy);
        if (status !== 0) return status;
        capsule.innerName = copy;
        capsule.name = value as Pointer;
        return 0;
      }
      default:
        capsule.destructor = isAddress ? null : value;
        return 0;
    }
  }

  /** This module's record of a capsule; `null` with an exception set when it has none. */
  #known(inner: Handle): Capsule | null {
    const { api } = this.#layer;
    const innerName = api.Capsule_Get(inner, capsuleKeys.Name, NULL);
    if (innerName === NULL && api.Err_Occurred() !== 0) return null;
    const found = this.#find(inner, innerName);
    return found ?? this.#foreign();
  }

  /** The record of a capsule whose name in the layer's memory is known. */
  #find(inner: Handle, innerName: Pointer): Capsule | undefined {
    const { api } = this.#layer;
    if (api.Capsule_IsValid(inner, innerName) === 0) return undefined;
    return this.#capsules.get(api.Capsule_Get(inner, capsuleKeys.Pointer, innerName));
  }

  #mine(cell: Pointer): Capsule {
    return this.#capsules.get(cell) ?? this.#foreign();
  }

  #foreign(): never {
    raiseText(
      this.#layer,
      "h_ValueError",
      "the capsule was not made by this instance of the sandboxed module, so its pointer means nothing here",
    );
    throw new Raised();
  }

  #die(cell: Pointer): void {
    const capsule = this.#capsules.get(cell);
    if (capsule === undefined) return;
    this.#capsules.delete(cell);
    const { memory } = this.#layer;
    memory.free(cell);
    memory.free(capsule.innerName);
    try {
      capsule.destructor?.impl?.(capsule.name, capsule.pointer, capsule.context);
    } finally {
      this.#count(-1);
    }
  }

  #copyName(name: Pointer): Pointer {
    if (name === NULL) return NULL;
    const { memory } = this.#layer;
    const bytes = this.#memory.string(name, "the name of a capsule").slice();
    const copy = memory.alloc(bytes.length);
    memory.u8().set(bytes, copy);
    return copy;
  }

  #withName<R>(name: Pointer, use: (copy: Pointer) => R): R {
    const copy = this.#copyName(name);
    try {
      return use(copy);
    } finally {
      this.#layer.memory.free(copy);
    }
  }
}

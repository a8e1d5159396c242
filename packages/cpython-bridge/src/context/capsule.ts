/**
 * Capsules: `HPyCapsule_*`.
 *
 * An HPy capsule is a CPython capsule, and every CPython capsule, whoever made it, can be read and changed here. Its
 * name is not copied: the C string stays the caller's and must live as long as the capsule.
 *
 * A destructor is a JavaScript function, which C cannot hold. All capsules with one share a single C destructor; it
 * finds the function in a table by the capsule's address and calls it at the edge, so that what a destructor throws
 * reaches `sys.unraisablehook`. An entry goes when its capsule dies or its destructor is removed.
 */

import {
  type Api,
  type CapsuleDestructor,
  capsuleKeys,
  type Handle,
  NULL,
  type Pointer,
  type Signatures,
} from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { address } from "../unsigned.ts";

/** The entries of this family. */
export type CapsuleApi = Pick<Api, "Capsule_New" | "Capsule_Get" | "Capsule_IsValid" | "Capsule_Set">;

type DestructorImpl = Signatures["CAPSULE_DESTRUCTOR"];

/** The destructors of one interpreter's capsules. */
class Destructors {
  readonly #interpreter: Interpreter;
  readonly #impls: Map<number, DestructorImpl> = new Map();
  #shared: Pointer = NULL;

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  /** Gives a capsule its destructor in place of the one it had. Returns 0, or -1 with an exception set. */
  set(capsule: Handle, impl: DestructorImpl): number {
    if (this.#shared === NULL) this.#shared = this.#makeShared();
    if (this.#interpreter.capi.PyCapsule_SetDestructor(capsule, this.#shared) !== 0) return -1;
    this.#impls.set(capsule >>> 0, impl);
    return 0;
  }

  /** Takes a capsule's destructor away, also one that C set. Returns 0, or -1 with an exception set. */
  remove(capsule: Handle): number {
    if (this.#interpreter.capi.PyCapsule_SetDestructor(capsule, NULL) !== 0) return -1;
    this.#impls.delete(capsule >>> 0);
    return 0;
  }

  #makeShared(): Pointer {
    const { edge, transport } = this.#interpreter;
    const callback = edge.unraisable((capsule: Handle) => this.#destroy(capsule));
    return transport.addFunctions([{ signature: "v:h", callback }])[0] as Pointer;
  }

  #destroy(capsule: Handle): void {
    const impl = this.#impls.get(capsule >>> 0);
    if (impl === undefined) return;
    this.#impls.delete(capsule >>> 0);
    const { capi } = this.#interpreter;
    const name = capi.PyCapsule_GetName(capsule);
    const pointer = capi.PyCapsule_GetPointer(capsule, name);
    impl(address(name), address(pointer), address(capi.PyCapsule_GetContext(capsule)));
  }
}

/** What a destructor must be, for both functions that take one. */
const invalidDestructor = "Invalid HPyCapsule destructor";

/**
 * Makes the family for one interpreter.
 *
 * `Capsule_Set` takes an address for the keys `Pointer`, `Name` and `Context`, where `null` counts as `NULL`. For
 * `Destructor` it takes a definition, or `null` or `NULL` to remove the destructor. Each in the other's place is a
 * ValueError: the address of a C struct `HPyCapsule_Destructor` is for the ABI to read that knows the struct.
 */
export function capsuleContext(interpreter: Interpreter): CapsuleApi {
  const { capi, raise } = interpreter;
  const destructors = new Destructors(interpreter);

  const refuse = (message: string): -1 => {
    raise.error("PyExc_ValueError", message);
    return -1;
  };

  const setDestructor = (capsule: Handle, value: Pointer | CapsuleDestructor | null): number => {
    if (value === null || value === NULL) return destructors.remove(capsule);
    if (typeof value === "number") {
      return refuse("HPyCapsule_Set: a destructor is a definition here, not the address of a C struct");
    }
    return value.impl === null ? refuse(invalidDestructor) : destructors.set(capsule, value.impl);
  };

  return {
    Capsule_New(pointer, utf8_name, destructor) {
      if (destructor === null) return capi.PyCapsule_New(pointer, utf8_name, NULL);
      if (destructor.impl === null) return raise.error("PyExc_ValueError", invalidDestructor);
      const capsule = capi.PyCapsule_New(pointer, utf8_name, NULL);
      // Setting a destructor cannot fail on a capsule.
      if (capsule !== 0) destructors.set(capsule, destructor.impl);
      return capsule;
    },
    Capsule_Get(capsule, key, utf8_name) {
      switch (key) {
        case capsuleKeys.Pointer:
          return address(capi.PyCapsule_GetPointer(capsule, utf8_name));
        case capsuleKeys.Name:
          return address(capi.PyCapsule_GetName(capsule));
        case capsuleKeys.Context:
          return address(capi.PyCapsule_GetContext(capsule));
        case capsuleKeys.Destructor:
          refuse("Invalid operation: get HPyCapsule_key_Destructor");
          return NULL;
        default:
          refuse(`HPyCapsule_Get: there is no HPyCapsule_key ${key}`);
          return NULL;
      }
    },
    Capsule_IsValid: capi.PyCapsule_IsValid,
    Capsule_Set(capsule, key, value) {
      if (key === capsuleKeys.Destructor) return setDestructor(capsule, value);
      const pointer = value ?? NULL;
      if (typeof pointer !== "number") {
        return refuse("HPyCapsule_Set: only HPyCapsule_key_Destructor takes a destructor");
      }
      switch (key) {
        case capsuleKeys.Pointer:
          return capi.PyCapsule_SetPointer(capsule, pointer);
        case capsuleKeys.Name:
          return capi.PyCapsule_SetName(capsule, pointer);
        case capsuleKeys.Context:
          return capi.PyCapsule_SetContext(capsule, pointer);
        default:
          return refuse(`HPyCapsule_Set: there is no HPyCapsule_key ${key}`);
      }
    },
  };
}

/** What the bridge remembers of each type that it made. */

import type {
  BuiltinShape,
  Handle,
  NativeFunction,
  NotingDestroy,
  Pointer,
  Signatures,
  TypeDefinition,
} from "@hpyjs/core";
import type { CBlock } from "../c-block.ts";
import type { PythonPart } from "./python-class.ts";

/** One type made from a definition. */
export interface TypeRecord {
  /** The type object's address, unsigned. Not an owned reference: the record must not keep the type alive. */
  readonly type: number;
  /** The address of the type's metaclass, unsigned. */
  readonly metaclass: number;
  /** `tp_dealloc` of the type, by which it is told from another type that takes over its address. */
  readonly dealloc: Pointer;
  /** The record of the nearest base that was made from a definition, or `null`. */
  readonly parent: TypeRecord | null;
  /**
   * This type and those of its bases whose part of an instance the bridge takes apart with it, the most derived first:
   * up to a base with a `tp_dealloc` of its own, which does that for itself and for what is below.
   */
  readonly levels: readonly TypeRecord[];
  /** The nearest base that was not: a C type, or a class written in Python. Kept alive by the type. */
  readonly root: Handle;
  /** What bases that are classes in Python add to instances. */
  readonly pythonPart: PythonPart;
  /** The built-in type whose layout instances extend. */
  readonly shape: BuiltinShape;
  /** Bytes from the start of the object to its struct, or `null` when the struct lives out of line. */
  readonly structOffset: number | null;
  /** The size of the struct in bytes, bases' part included. */
  readonly structSize: number;
  /** Offsets in the struct of the fields that this type declares; those of its parents are theirs. */
  readonly fields: readonly number[];
  /** Those of them that hold a dictionary of attributes, which is the interpreter's. */
  readonly dictionaries: readonly number[];
  /** The definition's `tp_traverse` where the fields are those that it visits; `null` where the bridge knows them. */
  readonly ownTraverse: Signatures["TRAVERSEPROC"] | null;
  /** What the definer asked to be told, and gave to be found again. */
  readonly definer: Pick<TypeDefinition, "owner" | "mark" | "release" | "onFree">;
  /** Whether `HPy_SetCallFunction` works on instances. */
  readonly isCallable: boolean;
  /** Bytes from the start of the object to its vectorcall pointer, or 0 when instances have none. */
  readonly vectorcallOffset: number;
  /** The vectorcall function of new instances, or `NULL`. */
  readonly vectorcall: Pointer;
  /** Frees what the struct owns (`tp_destroy`), wrapped by the edge, or `null`. */
  readonly destroy: ((struct: Pointer) => void) | null;
  /** What `destroy` does, where it does no more than note a number. */
  readonly destroyNotes: NotingDestroy | null;
  /** The C function behind `destroy`, where that does no more than call one. */
  readonly nativeDestroy: NativeFunction | null;
  /** Whether this type, or a parent, gave instances a dictionary that the interpreter keeps outside of the object. */
  readonly dictionary: boolean;
  /** Whether instances have a list of weak references that deallocation must clear. */
  readonly weakReferences: boolean;
  /** The C structs that describe the type. */
  readonly block: CBlock;
  /** The C function pointers that the type uses. */
  readonly functions: readonly Pointer[];
}

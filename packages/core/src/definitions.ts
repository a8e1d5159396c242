/**
 * Definitions: what an extension declares, as plain data.
 *
 * A module, a type, a method, a slot, a member, a getset: each is an object literal whose implementations are
 * closures over a context, with the raw signatures of `HPyFunc_Signature` (numbers in, numbers out, no `ctx`
 * parameter). TypeScript extensions make them directly; the ABI packages read a C extension's structs into them.
 * So there is one way to make a type or a module, and a mode that wants to see every call from Python wraps the
 * implementations of a definition (`mapImplementations`) on its way down to the interpreter.
 */

import type { MemberKind, Signatures, SlotName, SlotSignature } from "./generated/signatures.ts";
import type { Handle, Pointer } from "./handle.ts";

/** The four calling conventions of a method, by their `HPyFunc_Signature` names. */
export type MethodSignature = "NOARGS" | "O" | "VARARGS" | "KEYWORDS";

/** A method with one given calling convention, as in `HPyDef_METH`. */
export interface MethodOf<S extends MethodSignature> {
  /** Discriminates the members of {@link Definition}. */
  readonly kind: "meth";
  /** The method's name in Python. */
  readonly name: string;
  /** How Python passes the arguments. */
  readonly signature: S;
  /** What runs when Python calls the method. */
  readonly impl: Signatures[S];
  /** Whether it is called so seldom that machine code of its own is not worth making. */
  readonly isRare?: boolean;
  /** The docstring; a first line `name(sig)\n--\n\n` becomes `__text_signature__`. `null` for none. */
  readonly doc: string | null;
}

/** A method with any calling convention (`HPyMeth`). */
export type MethodDefinition = { [S in MethodSignature]: MethodOf<S> }[MethodSignature];

/** One given slot and its implementation, as in `HPyDef_SLOT`. */
export interface SlotOf<N extends SlotName> {
  /** Discriminates the members of {@link Definition}. */
  readonly kind: "slot";
  /** The slot's name without the `HPy_` prefix, for instance `tp_repr`. */
  readonly slot: N;
  /** What runs when the interpreter calls the slot. */
  readonly impl: Signatures[SlotSignature[N]];
}

/** Any slot (`HPySlot`). */
export type SlotDefinition = { [N in SlotName]: SlotOf<N> }[SlotName];

/** A member at an offset of the instance's struct (`HPyMember`). */
export interface MemberDefinition {
  /** Discriminates the members of {@link Definition}. */
  readonly kind: "member";
  /** The attribute's name in Python. */
  readonly name: string;
  /** How the bytes at the offset are read and written. `OBJECT` and `OBJECT_EX` are an `HPyField`. */
  readonly type: MemberKind;
  /** The distance from the start of the struct, in bytes. */
  readonly offset: number;
  /** Whether Python may only read the member. */
  readonly readonly: boolean;
  /** The docstring, or `null`. */
  readonly doc: string | null;
}

/** A computed attribute (`HPyGetSet`). */
export interface GetSetDefinition {
  /** Discriminates the members of {@link Definition}. */
  readonly kind: "getset";
  /** The attribute's name in Python. */
  readonly name: string;
  /** Reads the attribute; `null` when it cannot be read. */
  readonly get: Signatures["GETTER"] | null;
  /** Writes the attribute, or deletes it when the value is `HPy_NULL`; `null` when it is read-only. */
  readonly set: Signatures["SETTER"] | null;
  /** The docstring, or `null`. */
  readonly doc: string | null;
  /** Passed to `get` and `set` unchanged. */
  readonly closure: Pointer;
}

/** Anything that a type or a module can define (`HPyDef`). */
export type Definition = MethodDefinition | SlotDefinition | MemberDefinition | GetSetDefinition;

/** The struct that instances share with a built-in type (`HPyType_BuiltinShape`). */
export type BuiltinShape =
  | "Legacy"
  | "Object"
  | "Type"
  | "Long"
  | "Float"
  | "Unicode"
  | "Tuple"
  | "List"
  | "Dict";

/** A type to be made (`HPyType_Spec`). */
export interface TypeDefinition {
  /** The dotted name; what stands before the last dot becomes `__module__`. */
  readonly name: string;
  /** The size of the instance's own struct, in bytes; 0 inherits the base's struct. */
  readonly basicsize: number;
  /** The size of one variable item, in bytes; 0 for none. */
  readonly itemsize: number;
  /** `HPy_TPFLAGS_*` bits. */
  readonly flags: number;
  /** The built-in type whose memory layout instances extend. A number that no shape has is kept, to be refused. */
  readonly shape: BuiltinShape | number;
  /** The address of a `PyType_Slot` array (hybrid ABI), or `NULL`. */
  readonly legacySlots: Pointer;
  /** Methods, slots, members and getsets. */
  readonly defines: readonly Definition[];
  /** The docstring, or `null`. */
  readonly doc: string | null;
  /**
   * Offsets of the `HPyField`s in the struct, in bytes, where the definer can tell. The collector visits them
   * without asking the extension. Fields that are not listed are found when `HPyField_Store` first writes them.
   */
  readonly fields: readonly number[];
  /**
   * Whether the fields of instances are those that the definition's `tp_traverse` visits, as in upstream HPy: for
   * extensions in C that may keep fields where nobody else finds them, and that are trusted to visit each just once.
   * `false` says that the definition's `tp_traverse` tells nothing: nobody asks it, not even debug mode.
   */
  readonly ownTraverse?: boolean;
  /**
   * Whether the definition's `tp_call` looks for the call function in the struct, where the extension keeps it
   * (`__vectorcalloffset__` in C): such a type may be variable-sized.
   */
  readonly callsFromStruct?: boolean;
  /** What the definition's `tp_destroy` does, where it does no more than note a number: see {@link NotingDestroy}. */
  readonly destroyNotes?: NotingDestroy;
  /** What the definer wants to find again from the type or one that derives from it (`ExtraApi.Inspect_Owner`). */
  readonly owner?: object;
  /** The same for who looks at types without JavaScript (`DirectTypes`): a number that is not 0. */
  readonly mark?: number;
  /**
   * Called with the struct of each instance that dies, after every `tp_destroy` and after its fields were let go of:
   * also when instances of a type that derives from this one die. It must not throw, or call the API.
   */
  readonly release?: (struct: Pointer) => void;
  /** Called once when nothing can call the implementations any more: the type is gone, or could not be made. */
  readonly onFree?: () => void;
}

/**
 * A `tp_destroy` that does no more than note a number, so that instances can go without JavaScript: the number of a value
 * that belongs to the instance, say, which is let go of when it is convenient.
 */
export interface NotingDestroy {
  /** The `tp_destroy` that does the same. What is said here counts only as long as the definition has this very one. */
  readonly impl: Signatures["DESTROYFUNC"];
  /** Where in the struct the number is, an int32, in bytes. 0 is no number. */
  readonly offset: number;
  /** The address of the list: an int32 that says how many numbers there are, then the numbers. */
  readonly list: Pointer;
  /** How many numbers the list has room for. While it is full, `impl` is called. */
  readonly capacity: number;
  /** What the list belongs to (`Memory.allocFor`). */
  readonly owner: object;
}

/** One entry of an `HPyType_SpecParam` array; `kind` is an `HPyType_SpecParam_Kind` number. */
export interface SpecParam {
  /** Base 1, BasesTuple 2, Metaclass 3; any other number is refused with a TypeError. */
  readonly kind: number;
  /** The base, the tuple of bases, or the metaclass. Stays the caller's. */
  readonly object: Handle;
}

/** A place for one Python reference per interpreter (`HPyGlobal`), as a module lists it. */
export interface GlobalDefinition {
  /** The address of the `HPyGlobal` in the layer's memory. */
  readonly address: Pointer;
  /**
   * What the memory belongs to (`Memory.allocFor`), so that it is there as long as the module; left out where it is
   * never freed.
   */
  readonly owner?: object;
}

/** A module to be made (`HPyModuleDef`). Its name comes from the `ModuleSpec`. */
export interface ModuleDefinition {
  /** The docstring, or `null`. */
  readonly doc: string | null;
  /** The size of the module's state in bytes, zero-filled; 0 for none; negative is refused. */
  readonly size: number;
  /** The address of a `PyMethodDef` array (hybrid ABI), or `NULL`. */
  readonly legacyMethods: Pointer;
  /** Methods and the slots `mod_create` and `mod_exec`. */
  readonly defines: readonly Definition[];
  /** The globals that the module uses. */
  readonly globals: readonly GlobalDefinition[];
  /** Called once when nothing can call the implementations any more: the module is gone, or could not be made. */
  readonly onFree?: () => void;
}

/** How a capsule's pointer is freed (`HPyCapsule_Destructor`). */
export interface CapsuleDestructor {
  /** Called with name, pointer and context when the capsule dies; `null` is refused with a ValueError. */
  readonly impl: Signatures["CAPSULE_DESTRUCTOR"] | null;
}

/** What `HPy_SetCallFunction` installs on one object (`HPyCallFunction`). */
export interface CallFunction {
  /** Called as `tp_call` of this one object. */
  readonly impl: Signatures["KEYWORDS"];
}

/** A function that replaces each implementation of a definition by one with the same signature. */
export type ImplementationMapper = <S extends keyof Signatures>(
  signature: S,
  impl: Signatures[S],
  definition: Definition,
) => Signatures[S];

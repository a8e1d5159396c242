/**
 * Instances: where an object's struct is, and making new ones.
 *
 * A struct normally follows the base's own memory, at an offset that depends only on the built-in shape. Where that
 * cannot be, because the base is variable-sized (int, str, tuple) or already uses the memory (an exception type, an
 * `OrderedDict`, a Python class with slots), the struct lives out of line: allocated when it is first asked for, found
 * by the object's address, and freed with the object.
 */

import { type BuiltinShape, type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { address } from "../unsigned.ts";
import { PythonClasses, typeSlot } from "./python-class.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";
import { TypeAttribute } from "./type-attribute.ts";

/** CPython's flag of types whose instances are types. */
const TPFLAGS_TYPE_SUBCLASS = 31;

/** CPython's flag of variable-sized types whose items follow whatever subtypes add. */
const TPFLAGS_ITEMS_AT_END = 1 << 23;

/** The C symbols of the types that shapes extend. */
const shapeTypes: Readonly<Record<Exclude<BuiltinShape, "Legacy">, string>> = {
  Object: "PyBaseObject_Type",
  Type: "PyType_Type",
  Long: "PyLong_Type",
  Float: "PyFloat_Type",
  Unicode: "PyUnicode_Type",
  Tuple: "PyTuple_Type",
  List: "PyList_Type",
  Dict: "PyDict_Type",
};

/** Shapes whose built-in type is variable-sized, or ends in memory of its own. */
const variableShapes: ReadonlySet<BuiltinShape> = new Set(["Long", "Unicode", "Tuple"]);

/** Where the structs of one shape are. */
interface Place {
  /** Bytes from the start of the object, or `null` for out of line. */
  readonly offset: number | null;
  /** Whether a type of this shape was made whose structs are out of line all the same. */
  hasStrays: boolean;
  /** The address of a word that is not 0 when there was such a type: for who asks without JavaScript. */
  readonly strays: Pointer;
}

/** The structs of instances, for one interpreter. */
export class Instances {
  /** Classes written in Python. */
  readonly pythonClasses: PythonClasses;
  readonly #interpreter: Interpreter;
  readonly #registry: TypeRegistry;
  readonly #places: Readonly<Record<BuiltinShape, Place>>;
  readonly #outOfLine: Map<number, Pointer> = new Map();
  readonly #noArguments: Handle;
  readonly #basicSizeOf: TypeAttribute;
  readonly #itemSizeOf: TypeAttribute;
  readonly #dictionaryOffsetOf: TypeAttribute;
  readonly #object: Handle;
  readonly #objectNew: Pointer;

  /** Knows the types of `registry`. */
  constructor(interpreter: Interpreter, registry: TypeRegistry) {
    const { capi } = interpreter;
    this.#interpreter = interpreter;
    this.#registry = registry;
    this.pythonClasses = new PythonClasses(interpreter);
    this.#noArguments = capi.PyTuple_New(0);
    this.#basicSizeOf = new TypeAttribute(interpreter, "__basicsize__");
    this.#itemSizeOf = new TypeAttribute(interpreter, "__itemsize__");
    this.#dictionaryOffsetOf = new TypeAttribute(interpreter, "__dictoffset__");
    this.#object = this.shapeType("Object");
    this.#objectNew = capi.PyType_GetSlot(this.#object, typeSlot.tp_new);
    const words = interpreter.memory.alloc(4 * (1 + Object.keys(shapeTypes).length));
    const places: Partial<Record<BuiltinShape, Place>> = {
      Legacy: { offset: 0, hasStrays: false, strays: words },
    };
    for (const [index, shape] of (Object.keys(shapeTypes) as (keyof typeof shapeTypes)[]).entries()) {
      const size = this.basicSize(this.shapeType(shape));
      places[shape] = {
        offset: variableShapes.has(shape) ? null : structOffsetAfter(size),
        hasStrays: false,
        strays: (words + 4 * (index + 1)) as Pointer,
      };
    }
    this.#places = places as Record<BuiltinShape, Place>;
  }

  /** The type of an object. Borrowed. */
  typeOf(object: number): Handle {
    const { memory, transport } = this.#interpreter;
    return memory.u32()[(object + transport.layout.type) >>> 2] as Handle;
  }

  /** Whether an object is a type; the null handle is none. */
  isType(object: number): boolean {
    if (object === HPy_NULL) return false;
    return this.#interpreter.capi.PyType_GetFlags(this.typeOf(object)) >>> TPFLAGS_TYPE_SUBCLASS !== 0;
  }

  /** `__basicsize__` of a type, whatever its metaclass says. */
  basicSize(type: Handle): number {
    return this.#basicSizeOf.number(type);
  }

  /** Whether instances of a type end in items of their own, so that nothing can follow its struct. */
  hasItems(type: Handle): boolean {
    const isAtEnd = (this.#interpreter.capi.PyType_GetFlags(type) & TPFLAGS_ITEMS_AT_END) !== 0;
    return !isAtEnd && this.#itemSizeOf.number(type) !== 0;
  }

  /** `__dictoffset__` of a type: where instances keep their dictionary; 0 when they have none. */
  dictionaryOffset(type: Handle): number {
    return this.#dictionaryOffsetOf.number(type);
  }

  /** The built-in type of a shape, by its C symbol's address. Borrowed. */
  shapeType(shape: BuiltinShape): Handle {
    const symbol = shape === "Legacy" ? shapeTypes.Object : shapeTypes[shape];
    return this.#interpreter.transport.symbol(symbol) as number as Handle;
  }

  /** Where the struct of a shape is: bytes from the start of the object, or `null` for out of line. */
  shapeOffset(shape: BuiltinShape): number | null {
    return this.#places[shape].offset;
  }

  /** The address of a word that is not 0 when a type of this shape has its structs out of line. */
  strays(shape: BuiltinShape): Pointer {
    return this.#places[shape].strays;
  }

  /** Notes that a type of this shape has its structs out of line. */
  noteOutOfLine(shape: BuiltinShape): void {
    this.#places[shape].hasStrays = true;
    this.#interpreter.memory.u32()[this.strays(shape) >>> 2] = 1;
  }

  /**
   * Makes the `_HPy_AsStruct_*` function of a shape. The object must be an instance of a type with that shape; where
   * structs are inline nobody checks it, as in HPy.
   */
  asStruct(shape: BuiltinShape): (object: Handle) => Pointer {
    const place = this.#places[shape];
    const { offset } = place;
    if (offset === null) return (object) => this.structOf(object);
    return (object) => (place.hasStrays ? this.structOf(object) : address(object + offset));
  }

  /** The struct of any instance. Raises TypeError and returns `NULL` for an object whose type has none. */
  structOf(object: Handle): Pointer {
    const record = this.#registry.nearest(this.typeOf(object));
    if (record === null) {
      this.#interpreter.raise.error(
        "PyExc_TypeError",
        "the object's type was not made by HPy, so it has no struct",
      );
      return NULL;
    }
    return this.struct(object, record);
  }

  /** The struct of an instance whose type's record is known; an out-of-line one is made on first use. */
  struct(object: number, record: TypeRecord): Pointer {
    if (record.structOffset !== null) return address(object + record.structOffset);
    const key = object >>> 0;
    let struct = this.#outOfLine.get(key);
    if (struct === undefined) {
      struct = this.#interpreter.memory.alloc(record.structSize);
      this.#outOfLine.set(key, struct);
    }
    return struct;
  }

  /** The struct of an instance, or `NULL` when it is out of line and was never asked for. */
  existingStruct(object: number, record: TypeRecord): Pointer {
    if (record.structOffset !== null) return address(object + record.structOffset);
    return this.#outOfLine.get(object >>> 0) ?? NULL;
  }

  /** The part of an instance that one of its type's levels describes: a legacy type's is the object itself. */
  levelStruct(object: number, record: TypeRecord, level: TypeRecord): Pointer {
    return level.shape === "Legacy" ? address(object) : this.existingStruct(object, record);
  }

  /** Frees an object's out-of-line struct. */
  forget(object: number): void {
    const struct = this.#outOfLine.get(object >>> 0);
    if (struct === undefined) return;
    this.#outOfLine.delete(object >>> 0);
    this.#interpreter.memory.free(struct);
  }

  /** `HPyType_GenericNew`: an instance with a zero-filled struct. `refusal` is the TypeError for what is no type. */
  create(type: Handle, refusal: string): Handle {
    if (!this.isType(type)) return this.#interpreter.raise.error("PyExc_TypeError", refusal);
    const record = this.#registry.nearest(type);
    const object = this.#create(type, record);
    if (record !== null) this.#registry.know(type, record);
    return object;
  }

  /** `_HPy_New`: the same, with the address of the struct at `data`. */
  createWithStruct(type: Handle, data: Pointer): Handle {
    const { memory, raise } = this.#interpreter;
    if (!this.isType(type)) return raise.error("PyExc_TypeError", "HPy_New arg 1 must be a type");
    const record = this.#registry.nearest(type);
    if (record === null && data !== NULL) {
      return raise.error(
        "PyExc_TypeError",
        "HPy_New arg 1 was not made by HPy, so its instances have no struct",
      );
    }
    const object = this.#create(type, record);
    if (record !== null) this.#registry.know(type, record);
    if (object !== HPy_NULL && record !== null && data !== NULL) {
      memory.u32()[data >>> 2] = this.struct(object, record);
    }
    return object;
  }

  /** Sets what every new instance needs: its vectorcall pointer, unless it has one already. */
  initialize(object: Handle, record: TypeRecord): void {
    if (record.vectorcallOffset === 0 || record.vectorcall === NULL) return;
    const words = this.#interpreter.memory.u32();
    const place = (object + record.vectorcallOffset) >>> 2;
    if (words[place] === NULL) words[place] = record.vectorcall;
  }

  /** Whether `type` makes instances by a `__new__` written in Python. */
  hasPythonNew(type: Handle): boolean {
    return this.#interpreter.capi.PyType_GetSlot(type, typeSlot.tp_new) === this.pythonClasses.slots.new;
  }

  /** Whether `type` makes instances as `object` does, which accepts no arguments. */
  hasObjectNew(type: Handle): boolean {
    return this.#interpreter.capi.PyType_GetSlot(type, typeSlot.tp_new) === this.#objectNew;
  }

  /**
   * What extends `object` is raw memory, zero-filled; what extends other types is made by their `tp_new`, so that it is
   * a proper int, dict or exception. A `__new__` written in Python is passed over: HPy_New runs no Python code.
   */
  #create(type: Handle, record: TypeRecord | null): Handle {
    const { capi, raise } = this.#interpreter;
    let maker = record === null ? type : record.root;
    while (maker !== this.#object && this.hasPythonNew(maker)) {
      maker = capi.PyType_GetSlot(maker, typeSlot.tp_base) as number as Handle;
    }
    const raw = maker === this.#object || this.hasObjectNew(maker);
    const object = raw
      ? capi.PyType_GenericAlloc(type, 0)
      : this.callNew(maker, type, this.#noArguments, HPy_NULL);
    if (object === HPy_NULL) return HPy_NULL;
    if (!raw && capi.PyType_IsSubtype(this.typeOf(object), type) === 0) {
      capi.Py_DecRef(object);
      return raise.error("PyExc_TypeError", "the base type's tp_new made an object of another type");
    }
    if (record !== null) this.initialize(object, record);
    return object;
  }

  /** Calls `base`'s `tp_new` for `type`; `object`'s with no arguments, since it refuses those that `tp_init` takes. */
  callNew(base: Handle, type: Handle, args: Handle, kw: Handle): Handle {
    const { capi, raise, transport } = this.#interpreter;
    const tpNew = capi.PyType_GetSlot(base, typeSlot.tp_new);
    if (tpNew === NULL) {
      return raise.error("PyExc_TypeError", "the base type cannot be instantiated: it has no tp_new");
    }
    const create = transport.functionAt(tpNew);
    if (tpNew === this.#objectNew) return create(type, this.#noArguments, HPy_NULL) as Handle;
    return create(type, args, kw) as Handle;
  }
}

/** Bytes kept free right before every inline struct, for the vectorcall function of types with `tp_call`. */
export const vectorcallRoom = 4;

/** Where a struct begins that follows `size` bytes of base: aligned to 16, the strictest alignment of C. */
export function structOffsetAfter(size: number): number {
  return (size + vectorcallRoom + 15) & ~15;
}

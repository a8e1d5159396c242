/**
 * Instances: where an object's struct is, and making new ones.
 *
 * A struct normally follows the base's own memory, at an offset that depends only on the built-in shape. Where that
 * cannot be, because the base is variable-sized (int, str, tuple) or already uses the memory (an exception type, a
 * Python class with slots), the struct lives out of line: allocated when it is first asked for, found by the object's
 * address, and freed with the object.
 */

import { type BuiltinShape, type Handle, HPy_NULL, NULL, type Pointer } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import type { TypeRecord } from "./record.ts";
import type { TypeRegistry } from "./registry.ts";

/** CPython's flag of types whose instances are types. */
const TPFLAGS_TYPE_SUBCLASS = 31;

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

/** The structs of instances, for one interpreter. */
export class Instances {
  readonly #interpreter: Interpreter;
  readonly #registry: TypeRegistry;
  readonly #offsets: ReadonlyMap<BuiltinShape, number | null>;
  readonly #outOfLine: Map<number, Pointer> = new Map();
  readonly #tuple: Handle;
  #objectsOutOfLine = false;

  /** Knows the types of `registry`. */
  constructor(interpreter: Interpreter, registry: TypeRegistry) {
    this.#interpreter = interpreter;
    this.#registry = registry;
    this.#tuple = interpreter.capi.PyTuple_New(0);
    const offsets = new Map<BuiltinShape, number | null>([["Legacy", 0]]);
    for (const [shape, symbol] of Object.entries(shapeTypes) as [keyof typeof shapeTypes, string][]) {
      const type = interpreter.transport.symbol(symbol) as number as Handle;
      offsets.set(shape, variableShapes.has(shape) ? null : structOffsetAfter(this.basicSize(type)));
    }
    this.#offsets = offsets;
  }

  /** The type of an object. Borrowed. */
  typeOf(object: number): Handle {
    const { memory, transport } = this.#interpreter;
    return memory.u32()[(object + transport.layout.type) >>> 2] as Handle;
  }

  /** Whether an object is a type. */
  isType(object: number): boolean {
    return this.#interpreter.capi.PyType_GetFlags(this.typeOf(object)) >>> TPFLAGS_TYPE_SUBCLASS !== 0;
  }

  /** `__basicsize__` of a type. */
  basicSize(type: Handle): number {
    const { capi, strings } = this.#interpreter;
    const size = capi.PyObject_GetAttrString(type, strings.constant("__basicsize__"));
    const value = capi.PyLong_AsSsize_t(size);
    capi.Py_DecRef(size);
    return value;
  }

  /** The built-in type of a shape, by its C symbol's address. Borrowed. */
  shapeType(shape: BuiltinShape): Handle {
    const symbol = shape === "Legacy" ? shapeTypes.Object : shapeTypes[shape];
    return this.#interpreter.transport.symbol(symbol) as number as Handle;
  }

  /** Where the struct of a shape is: bytes from the start of the object, or `null` for out of line. */
  shapeOffset(shape: BuiltinShape): number | null {
    return this.#offsets.get(shape) ?? null;
  }

  /** Notes that a type of shape Object has its structs out of line. */
  noteOutOfLine(shape: BuiltinShape): void {
    if (shape === "Object") this.#objectsOutOfLine = true;
  }

  /**
   * Makes the `_HPy_AsStruct_*` function of a shape. The object must be an instance of a type with that shape; where
   * structs are inline nobody checks it, as in HPy.
   */
  asStruct(shape: BuiltinShape): (object: Handle) => Pointer {
    const offset = this.shapeOffset(shape);
    if (offset === null) return (object) => this.structOf(object);
    if (shape !== "Object") return (object) => (object + offset) as Pointer;
    return (object) => (this.#objectsOutOfLine ? this.structOf(object) : ((object + offset) as Pointer));
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
    if (record.structOffset !== null) return (object + record.structOffset) as Pointer;
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
    if (record.structOffset !== null) return (object + record.structOffset) as Pointer;
    return this.#outOfLine.get(object >>> 0) ?? NULL;
  }

  /** Frees an object's out-of-line struct. */
  forget(object: number): void {
    const struct = this.#outOfLine.get(object >>> 0);
    if (struct === undefined) return;
    this.#outOfLine.delete(object >>> 0);
    this.#interpreter.memory.free(struct);
  }

  /** Makes an instance with a zero-filled struct. `refusal` is the TypeError's message when `type` is no type. */
  create(type: Handle, refusal: string): Handle {
    const { capi, raise } = this.#interpreter;
    if (type === HPy_NULL || !this.isType(type)) return raise.error("PyExc_TypeError", refusal);
    const record = this.#registry.nearest(type);
    const object = this.#allocate(type, record);
    if (object !== HPy_NULL && record !== null) this.initialize(object, record);
    if (object === HPy_NULL && capi.PyErr_Occurred() === HPy_NULL) capi.PyErr_NoMemory();
    return object;
  }

  /** Sets what every new instance needs: its vectorcall pointer. */
  initialize(object: Handle, record: TypeRecord): void {
    if (record.vectorcallOffset === 0 || record.vectorcall === NULL) return;
    this.#interpreter.memory.u32()[(object + record.vectorcallOffset) >>> 2] = record.vectorcall;
  }

  /** Objects and metaclass instances are raw memory; what extends other types is made by their `tp_new`. */
  #allocate(type: Handle, record: TypeRecord | null): Handle {
    const { capi } = this.#interpreter;
    const root = record === null ? this.shapeType("Object") : record.root;
    if (root === this.shapeType("Object") || root === this.shapeType("Type"))
      return capi.PyType_GenericAlloc(type, 0);
    return this.callNew(root, type, this.#tuple, HPy_NULL);
  }

  /** Calls `base`'s `tp_new` for `type`. */
  callNew(base: Handle, type: Handle, args: Handle, kw: Handle): Handle {
    const tpNew = this.#interpreter.capi.PyType_GetSlot(base, 65);
    if (tpNew === NULL) {
      return this.#interpreter.raise.error(
        "PyExc_TypeError",
        "the base type cannot be instantiated: it has no tp_new",
      );
    }
    return this.#interpreter.transport.functionAt(tpNew)(type, args, kw) as Handle;
  }
}

/** Bytes kept free right before every inline struct, for the vectorcall function of types with `tp_call`. */
export const vectorcallRoom = 4;

/** Where a struct begins that follows `size` bytes of base: aligned to 16, the strictest alignment of C. */
export function structOffsetAfter(size: number): number {
  return (size + vectorcallRoom + 15) & ~15;
}

/** Typed arrays and the format characters by which Python's `struct` module calls their elements. */

/** A JavaScript array over bytes. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** The class of a typed array, as far as making views of memory needs it. */
export interface TypedArrayClass<A extends TypedArray = TypedArray> {
  /** The size of an element in bytes. */
  readonly BYTES_PER_ELEMENT: number;
  /** Makes a view of `length` elements from `byteOffset` on. */
  new (buffer: ArrayBufferLike, byteOffset: number, length: number): A;
}

/** Whether `value` is a typed array. */
export function isTypedArray(value: unknown): value is TypedArray {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}

const formats: ReadonlyMap<string, string> = new Map([
  ["Int8Array", "b"],
  ["Uint8Array", "B"],
  ["Uint8ClampedArray", "B"],
  ["Int16Array", "h"],
  ["Uint16Array", "H"],
  ["Int32Array", "i"],
  ["Uint32Array", "I"],
  ["Float16Array", "e"],
  ["Float32Array", "f"],
  ["Float64Array", "d"],
  ["BigInt64Array", "q"],
  ["BigUint64Array", "Q"],
]);

/** The format of the elements of `array`, as in Python's `struct` module. */
export function formatOf(array: TypedArray): string {
  return formats.get(array[Symbol.toStringTag]) ?? "B";
}

/**
 * The typed array class for elements of `format` and `itemsize`, or `null` when JavaScript has none: for structs,
 * pointers, and for numbers in the other byte order.
 */
export function classForFormat(format: string, itemsize: number): TypedArrayClass | null {
  const code = /^[@=<]?([a-zA-Z?])$/.exec(format)?.[1];
  switch (code) {
    case "b":
      return Int8Array;
    case "B":
    case "c":
    case "?":
      return itemsize === 1 ? Uint8Array : null;
    case "h":
    case "i":
    case "l":
    case "q":
    case "n":
      return { 2: Int16Array, 4: Int32Array, 8: BigInt64Array }[itemsize] ?? null;
    case "H":
    case "I":
    case "L":
    case "Q":
    case "N":
    case "P":
      return { 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array }[itemsize] ?? null;
    case "f":
      return Float32Array;
    case "d":
      return Float64Array;
    default:
      return null;
  }
}

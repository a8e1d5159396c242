/** The shape of a buffer, and what a consumer's flags demand of it. */

/** `PyBUF_*`: what a consumer asks for. */
export const bufferFlags = {
  /** The memory may be written. */
  WRITABLE: 0x1,
  /** The format is told; without it elements are unsigned bytes. */
  FORMAT: 0x4,
  /** The shape is told. */
  ND: 0x8,
  /** The strides are told. Includes ND. */
  STRIDES: 0x18,
  /** The last index varies fastest. Includes STRIDES. */
  C_CONTIGUOUS: 0x38,
  /** The first index varies fastest. Includes STRIDES. */
  F_CONTIGUOUS: 0x58,
  /** One or the other. Includes STRIDES. */
  ANY_CONTIGUOUS: 0x98,
  /** Pointers to pointers are understood. Includes STRIDES. */
  INDIRECT: 0x118,
} as const;

/** Where the elements of a buffer stand. */
export interface BufferLayout {
  /** The format of an element, as in Python's `struct` module. */
  readonly format: string;
  /** The size of an element in bytes. */
  readonly itemsize: number;
  /** The number of elements along each dimension. */
  readonly shape: readonly number[];
  /** The distance between elements along each dimension, in bytes. */
  readonly strides: readonly number[];
}

/** The strides of a buffer without gaps whose last index varies fastest. */
export function contiguousStrides(shape: readonly number[], itemsize: number): number[] {
  const strides: number[] = [];
  let stride = itemsize;
  for (const length of shape.toReversed()) {
    strides.unshift(stride);
    stride *= length;
  }
  return strides;
}

/** The number of elements. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether the elements stand without gaps, the last (`C`) or first (`F`) index varying fastest. */
export function isContiguous({ shape, strides, itemsize }: BufferLayout, order: "C" | "F"): boolean {
  if (shape.includes(0)) return true;
  let expected = itemsize;
  const axes = [...shape.keys()];
  for (const axis of order === "C" ? axes.reverse() : axes) {
    const length = shape[axis] as number;
    if (length > 1 && strides[axis] !== expected) return false;
    expected *= length;
  }
  return true;
}

/** The lowest and the highest byte that the elements take, relative to the first element; the latter is exclusive. */
export function byteRange({ shape, strides, itemsize }: BufferLayout): readonly [low: number, high: number] {
  if (shape.includes(0)) return [0, 0];
  let low = 0;
  let high = itemsize;
  shape.forEach((length, axis) => {
    const reach = (length - 1) * (strides[axis] as number);
    if (reach < 0) low += reach;
    else high += reach;
  });
  return [low, high];
}

/** Why a buffer cannot be given to a consumer that asks with `flags`; `null` when it can. */
export function objection(layout: BufferLayout, readonly: boolean, flags: number): string | null {
  const wants = (flag: number): boolean => (flags & flag) === flag;
  if (readonly && wants(bufferFlags.WRITABLE)) return "the memory is read-only";
  const isC = isContiguous(layout, "C");
  if (wants(bufferFlags.C_CONTIGUOUS) && !isC) return "the memory is not C-contiguous";
  if (wants(bufferFlags.F_CONTIGUOUS) && !isContiguous(layout, "F"))
    return "the memory is not Fortran-contiguous";
  if (wants(bufferFlags.ANY_CONTIGUOUS) && !isC && !isContiguous(layout, "F")) {
    return "the memory is not contiguous";
  }
  if (!wants(bufferFlags.STRIDES) && !isC)
    return "the memory is not C-contiguous, and strides were not asked for";
  if (!wants(bufferFlags.ND) && wants(bufferFlags.FORMAT)) {
    return "the elements cannot become unsigned bytes when the format is asked for";
  }
  return null;
}

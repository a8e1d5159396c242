import { describe, expect, it } from "vitest";
import {
  type BufferLayout,
  bufferFlags,
  byteRange,
  contiguousStrides,
  elementCount,
  isContiguous,
  objection,
} from "./buffer-layout.ts";

const layout = (shape: number[], strides: number[] = contiguousStrides(shape, 2)): BufferLayout => ({
  format: "h",
  itemsize: 2,
  shape,
  strides,
});

describe("contiguousStrides", () => {
  it("lets the last index vary fastest", () => {
    expect(contiguousStrides([2, 3, 4], 8)).toEqual([96, 32, 8]);
    expect(contiguousStrides([], 8)).toEqual([]);
    expect(contiguousStrides([0, 3], 1)).toEqual([3, 1]);
  });
});

describe("isContiguous", () => {
  it("knows both orders, and that one dimension is both", () => {
    expect([isContiguous(layout([2, 3]), "C"), isContiguous(layout([2, 3]), "F")]).toEqual([true, false]);
    const fortran = layout([2, 3], [2, 4]);
    expect([isContiguous(fortran, "C"), isContiguous(fortran, "F")]).toEqual([false, true]);
    expect([isContiguous(layout([5]), "C"), isContiguous(layout([5]), "F")]).toEqual([true, true]);
  });

  it("does not mind the stride of a dimension of length 1, or of a buffer without elements", () => {
    expect(isContiguous(layout([1, 3], [99, 2]), "C")).toBe(true);
    expect(isContiguous(layout([0, 3], [99, 99]), "F")).toBe(true);
    expect(isContiguous(layout([3], [4]), "C")).toBe(false);
  });
});

describe("byteRange", () => {
  it("is what the elements take, before and after the first", () => {
    expect(byteRange(layout([2, 3]))).toEqual([0, 12]);
    expect(byteRange(layout([3], [-4]))).toEqual([-8, 2]);
    expect(byteRange(layout([2, 3], [-6, 2]))).toEqual([-6, 6]);
    expect(byteRange(layout([0, 3]))).toEqual([0, 0]);
    expect(byteRange(layout([]))).toEqual([0, 2]);
  });
});

describe("elementCount", () => {
  it("multiplies", () => {
    expect([elementCount([2, 3]), elementCount([]), elementCount([4, 0])]).toEqual([6, 1, 0]);
  });
});

describe("objection", () => {
  const { ANY_CONTIGUOUS, C_CONTIGUOUS, F_CONTIGUOUS, FORMAT, ND, STRIDES, WRITABLE } = bufferFlags;
  const rows = layout([2, 3]);
  const columns = layout([2, 3], [2, 4]);
  const gaps = layout([3], [4]);

  it("is about writing, contiguity, and what was not asked for", () => {
    expect(objection(rows, true, WRITABLE)).toContain("read-only");
    expect(objection(rows, false, WRITABLE)).toBeNull();
    expect(objection(columns, false, C_CONTIGUOUS)).toContain("C-contiguous");
    expect(objection(rows, false, F_CONTIGUOUS)).toContain("Fortran");
    expect(objection(gaps, false, ANY_CONTIGUOUS)).toContain("not contiguous");
    expect(objection(columns, false, ANY_CONTIGUOUS)).toBeNull();
    expect(objection(gaps, false, ND)).toContain("strides were not asked for");
    expect(objection(gaps, false, STRIDES)).toBeNull();
    expect(objection(rows, false, FORMAT)).toContain("format");
    expect(objection(rows, false, FORMAT | ND)).toBeNull();
    expect(objection(rows, false, 0)).toBeNull();
  });
});

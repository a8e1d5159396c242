import { describe, expect, it } from "vitest";
import { classForFormat, formatOf, isTypedArray } from "./typed-array.ts";

describe("typed arrays", () => {
  it("know their format, which leads back to their class", () => {
    for (const array of [
      new Int8Array(1),
      new Uint8Array(1),
      new Int16Array(1),
      new Uint16Array(1),
      new Int32Array(1),
      new Uint32Array(1),
      new Float32Array(1),
      new Float64Array(1),
      new BigInt64Array(1),
      new BigUint64Array(1),
    ]) {
      expect(classForFormat(formatOf(array), array.BYTES_PER_ELEMENT)).toBe(array.constructor);
    }
    expect(formatOf(new Uint8ClampedArray(1))).toBe("B");
  });

  it("follow the size where C's types differ, and not other byte orders", () => {
    expect(classForFormat("l", 4)).toBe(Int32Array);
    expect(classForFormat("l", 8)).toBe(BigInt64Array);
    expect(classForFormat("<d", 8)).toBe(Float64Array);
    expect(classForFormat("@N", 4)).toBe(Uint32Array);
    for (const format of [">i", "!i", "T{i}", "2i", "s", "Zd", ""])
      expect(classForFormat(format, 4)).toBeNull();
  });

  it("are told from other values", () => {
    const values = [new Uint8Array(1), new BigInt64Array(1), new DataView(new ArrayBuffer(1)), [], null];
    expect(values.map(isTypedArray)).toEqual([true, true, false, false, false]);
  });
});

import { describe, expect, it, vi } from "vitest";
import { createOwnCode } from "./own-code.ts";

describe("createOwnCode", () => {
  it("gives copies that do the same", () => {
    const ownCode = createOwnCode();
    const adder = (a: number): ((b: number) => number) => {
      return (b) => a + b;
    };
    const copy = ownCode(adder);
    expect(copy).not.toBe(adder);
    expect(copy(1)(2)).toBe(3);
    expect(ownCode(adder)).not.toBe(copy);
  });

  it("gives the function itself where code must not be evaluated", () => {
    vi.stubGlobal("Function", () => {
      throw new EvalError("refused by the content security policy");
    });
    try {
      const ownCode = createOwnCode();
      const same = (): number => 1;
      expect(ownCode(same)).toBe(same);
      expect(ownCode(same)).toBe(same);
    } finally {
      vi.unstubAllGlobals();
    }
  });
});

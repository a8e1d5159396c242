import { describe, expect, it } from "vitest";
import type { Api } from "./generated/api.ts";
import { type Layer, numberCallsOf } from "./layer.ts";
import { type NumberCalls, parseNumberSignature } from "./number-calls.ts";

describe("parseNumberSignature()", () => {
  it("takes a signature apart", () => {
    expect(parseNumberSignature("v:")).toEqual({ result: "v", parameters: [] });
    expect(parseNumberSignature("i:i")).toEqual({ result: "i", parameters: ["i"] });
    expect(parseNumberSignature("d:ididdddd").parameters.join("")).toBe("ididdddd");
  });

  it.each(["", "i", "i:v", "x:i", "i:ii:", "i:iiiiiiiii", " i:i", "i:i\n"])("refuses %j", (wrong) => {
    expect(() => parseNumberSignature(wrong as never)).toThrow(TypeError);
    expect(() => parseNumberSignature(wrong as never)).toThrow("is no signature of a call with numbers");
  });
});

describe("numberCallsOf()", () => {
  const api = {} as Api;
  const numberCalls: NumberCalls = { apis: [api], make: () => () => 0 };
  const layer = { api, numberCalls } as unknown as Layer;

  it("gives what the layer has for its own context, and nothing where a mode has another", () => {
    expect(numberCallsOf(layer)).toBe(numberCalls);
    expect(numberCallsOf({ ...layer, api: Object.create(api) as Api })).toBeNull();
    expect(numberCallsOf({ ...layer, checks: {} as never })).toBeNull();
    expect(numberCallsOf({ ...layer, numberCalls: null })).toBeNull();
    expect(numberCallsOf({ api } as unknown as Layer)).toBeNull();
  });
});

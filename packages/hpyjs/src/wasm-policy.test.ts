import { describe, expect, test } from "vitest";
import { wasmPolicy } from "./wasm-policy.ts";

const library = new Uint8Array(1);

describe("wasmPolicy()", () => {
  test.each([
    [{}, {}, { flavour: "linked" }],
    [{}, { library }, { flavour: "linked" }],
    [{}, { flavour: "sandboxed" }, { flavour: "sandboxed", grants: [] }],
    [{ flavour: "sandboxed" }, { library }, { flavour: "sandboxed", grants: [], library }],
    [
      { grants: ["clock"] },
      { flavour: "sandboxed", library },
      { flavour: "sandboxed", grants: ["clock"], library },
    ],
    [{ grants: [] }, { flavour: "sandboxed", grants: ["eval"] }, { flavour: "sandboxed", grants: [] }],
    [{ flavour: "linked" }, { flavour: "sandboxed", grants: ["eval"] }, { flavour: "linked" }],
    [{}, { flavour: "sandboxed", traps: "suspend" }, { flavour: "sandboxed", grants: [], traps: "suspend" }],
    [{}, { traps: "suspend" }, { flavour: "linked" }],
    [{ linkCalls: false }, {}, { flavour: "linked", linkCalls: false }],
    [{}, { flavour: "sandboxed", linkCalls: false }, { flavour: "sandboxed", grants: [], linkCalls: false }],
  ] as const)("%j with the defaults %j is %j", (options, defaults, policy) => {
    expect(wasmPolicy(options, defaults)).toEqual(policy);
  });

  test("refuses what makes no sense", () => {
    expect(() => wasmPolicy({ grants: [] })).toThrow('say flavour: "sandboxed" too');
    expect(() => wasmPolicy({ traps: "catch" })).toThrow('say flavour: "sandboxed" too');
    expect(() => wasmPolicy({ flavour: "sandboxed", traps: "none" as never })).toThrow('traps: "none"');
    expect(() => wasmPolicy({ flavour: "shared" as never })).toThrow('There is no flavour "shared"');
  });
});

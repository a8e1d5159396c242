import { describe, expect, it } from "vitest";
import { DefinitionError } from "../errors.ts";
import { StructMemory } from "./struct-memory.ts";

describe("StructMemory", () => {
  it("reads on after its memory has grown, the new part too", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const structs = new StructMemory(() => memory.buffer);
    new DataView(memory.buffer).setInt32(16, -7, true);
    expect(structs.int(16, "a number")).toBe(-7);
    memory.grow(1);
    expect(structs.int(16, "a number")).toBe(-7);
    expect(structs.word(16, "a number")).toBe(0xffff_fff9);
    expect(structs.text(16, "a text")).toBe("\ufffd\ufffd\ufffd\ufffd");
    expect(structs.word(0x1_fffc, "the last word")).toBe(0);
  });

  it("refuses what lies outside, by its name", () => {
    const memory = new WebAssembly.Memory({ initial: 1 });
    const structs = new StructMemory(() => memory.buffer);
    const message = "the name is at address 65533, outside of the extension's memory";
    expect(() => structs.word(0xfffd, "the name")).toThrow(new DefinitionError(message));
    expect(() => structs.word(-4, "the name")).toThrow("address 4294967292");
    new Uint8Array(memory.buffer).fill(65, 0xfff0);
    expect(() => structs.text(0xfff0, "the name")).toThrow("does not end inside of the memory");
  });
});

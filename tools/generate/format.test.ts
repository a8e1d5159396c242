import { describe, expect, it } from "vitest";
import { renderApi } from "./api.ts";
import { call, doc, header, property, union } from "./format.ts";
import { renderLayout } from "./layout.ts";
import { renderNames } from "./names.ts";
import { renderSignatures } from "./signatures.ts";

describe("call()", () => {
  it("stays on one line as long as it fits, then gives each item a line", () => {
    expect(call("  ", "Add", ["left: Handle"], ": Handle;")).toBe("  Add(left: Handle): Handle;");
    const long = "x".repeat(60);
    expect(call("  ", "f", [`${long}: A`, `${long}: B`], ": C;")).toBe(
      `  f(\n    ${long}: A,\n    ${long}: B,\n  ): C;`,
    );
  });
});

describe("doc()", () => {
  it("puts a short sentence on one line, and fills what is longer", () => {
    expect(doc("", ["Short."])).toBe("/** Short. */");
    const lines = doc("  ", ["word ".repeat(40).trim(), "More."]).split("\n");
    expect(lines.every((line) => line.length <= 110)).toBe(true);
    expect(lines.slice(-3)).toEqual(["   *", "   * More.", "   */"]);
  });
});

describe("union() and property()", () => {
  it("write one member a line when they must", () => {
    expect(union("Name", ["a", "b"])).toBe('export type Name = "a" | "b";');
    expect(union("Name", ["x".repeat(90), "b"])).toBe(
      `export type Name =\n  | "${"x".repeat(90)}"\n  | "b";`,
    );
    expect(property("f", 1n)).toBe("  f: 1n,");
    expect(property("f", undefined)).toBe("  f: undefined,");
  });
});

describe("every generated file", () => {
  const files = { renderApi, renderLayout, renderNames, renderSignatures };
  it.each(Object.entries(files))(
    "%s() is the same every time and says where it comes from",
    (_name, render) => {
      expect(render().startsWith(header)).toBe(true);
      expect(render()).toBe(render());
    },
  );
});

describe("renderApi()", () => {
  it("declares one member an entry, pointers as Pointer, 64-bit integers as bigint, definitions as themselves", () => {
    const api = renderApi();
    expect(api).toContain("  readonly h_None: Handle;");
    expect(api).toContain("  List_New(len: number): Handle;");
    expect(api).toContain("  Long_FromInt64_t(value: bigint): Handle;");
    expect(api).toContain("  Type_FromSpec(spec: TypeDefinition, params: readonly SpecParam[]): Handle;");
    expect(api).toContain("  SetCallFunction(h: Handle, func: CallFunction): number;");
    expect(api).toContain("  Err_NoMemory(): void;");
    expect(api).toContain("  Field_Load(source_object: Handle, source_field: HPyField): Handle;");
    expect(api.match(/^ {2}(readonly h_\w+: Handle;|\w+\()/gm)).toHaveLength(273);
  });
});

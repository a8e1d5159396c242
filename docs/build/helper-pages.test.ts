import { expect, test } from "vitest";
import { helperPages } from "./helper-pages.ts";

const [helpers, comforts] = helperPages().map(({ markdown }) => markdown);

test("helpers have their forms in C and in TypeScript", () => {
  const [, parse = ""] = helpers?.split("## HPyArg_Parse\n") ?? [];
  expect(parse).toContain("int HPyArg_Parse(HPyContext *ctx, HPyTracker *ht, const HPy *args, size_t nargs");
  expect(parse).toContain("ctx.Arg_Parse<const F extends string>(args: readonly HPy[]");
  expect(helpers).toContain("## HPyLong_FromLong\n");
  expect(helpers).not.toContain("HPy_Dup(");
});

test("what TypeScript has beyond HPy is listed, with examples", () => {
  expect(comforts).toContain("ctx.name: string");
  expect(comforts).toContain("## keep\n");
  expect(comforts).toContain('- Example: `throw ctx.error(ctx.h_ValueError, "n must be positive")`');
  expect(comforts).not.toContain("ctx.List_Append");
});

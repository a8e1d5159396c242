import { expect, test } from "vitest";
import { functions, handles, slots } from "../../packages/core/src/spec.ts";
import { apiPages } from "./api-pages.ts";

const conformance = { targets: {}, impossible: [], exercised: { List_Append: ["argparse", "list"] } };
const bench = { functions: { "List_New, Close": { release: 30, debug: 90.4 } }, geomean: {} };
const pages = new Map(apiPages({ conformance, bench }).map(({ path, markdown }) => [path, markdown]));

test("each function has an entry on one page, and a link on the index", () => {
  const all = [...pages.values()].join("\n");
  for (const { name } of functions) {
    expect(all.split(`\n## ${name}\n`).length - 1, name).toBe(1);
    expect(pages.get("api/index"), name).toContain(`[\`${name}\`](`);
  }
});

test("each function but the trampolines' has a form in TypeScript", () => {
  const without = [...pages.values()].flatMap((text) =>
    text.split(/^## /m).filter((entry) => entry.includes("It has no form in TypeScript")),
  );
  expect(without.map((entry) => entry.split("\n")[0])).toEqual(["_HPy_CallRealFunctionFromTrampoline"]);
});

test("an entry says what the spec, the doc comments and the reports say", () => {
  const [, append = ""] = pages.get("api/list")?.split("## HPyList_Append") ?? [];
  expect(append).toContain("int HPyList_Append(HPyContext *ctx, HPy list, HPy item);");
  expect(append).toContain("ctx.List_Append(list: HPy, item: HPy): void");
  expect(append).toContain("| Failure in C | `-1`, with an exception set |");
  expect(append).toContain("| Suites | `list`, `argparse` |");
  expect(pages.get("api/list")).toContain("| Cost | release 30 ns, debug 90 ns, with closing the result |");
  expect(pages.get("api/legacy")).toContain("legacy.asPyObject(h: HPy | null): Pointer");
  expect(pages.get("api/lifetime")).toContain("| Consumes | `h`");
});

test("all constants and slots are listed", () => {
  for (const { name } of handles) expect(pages.get("api/constants")).toContain(`| \`${name}\` |`);
  for (const { name } of slots) expect(pages.get("api/slots")).toContain(`| \`${name}\``);
});

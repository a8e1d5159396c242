import { expect, it } from "vitest";
import { checkDocs } from "./docs-coverage.ts";
import { root } from "./source-files.ts";

const check = (name: string): Promise<readonly string[]> =>
  checkDocs([`${root}tools/checks/fixtures/${name}.ts`], `${root}tsconfig.test.json`);

it("checkDocs() accepts a file in which everything exported has a doc comment", async () => {
  expect(await check("documented")).toEqual([]);
});

it("checkDocs() finds exports and members without a doc comment, and links that lead nowhere", async () => {
  const found = await check("undocumented");
  const missing = found.filter((finding) => finding.includes("does not have any documentation"));
  expect(missing.map((finding) => finding.split(" ")[0]).sort()).toEqual(
    ["Name", "Options.fast", "Point.x", "Turtle.right", "centre", "origin"].sort(),
  );
  expect(found.some((finding) => finding.includes("Nowhere"))).toBe(true);
});

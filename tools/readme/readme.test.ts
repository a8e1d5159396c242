import { execFileSync } from "node:child_process";
import { existsSync, globSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../checks/source-files.ts";
import { compileErrors } from "./compile.ts";
import { docComments, programsOf } from "./programs.ts";

const folder = `${root}.cache/readme/`;
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });

const packages = readdirSync(`${root}packages`).filter((name) =>
  existsSync(`${root}packages/${name}/package.json`),
);
const readmes = ["README.md", ...packages.map((name) => `packages/${name}/README.md`)];
const read = (path: string): string => readFileSync(root + path, "utf8");

const sources = globSync("packages/*/src/**/*.ts", { cwd: root }).map((path) => path.replaceAll("\\", "/"));

/** Every program, in a file of its own. In doc comments, what imports nothing is a fragment. */
const programs = [
  ...readmes.flatMap((path) => programsOf(read(path)).map((program) => ({ path, ...program }))),
  ...sources.flatMap((path) => programsOf(docComments(read(path))).map((program) => ({ path, ...program }))),
]
  .filter(({ path, source }) => path.endsWith(".md") || source.startsWith("import "))
  .map(({ path, source, prints }, index) => {
    const file = `${folder}${index}-${path.replaceAll(/\W/g, "-")}.ts`;
    writeFileSync(file, source);
    return { path, file, prints };
  });

test("the README's program is the example that runs", () => {
  expect(programsOf(read("README.md"))[0]?.source).toBe(read("examples/quickstart/src/main.ts"));
});

test("every README has links to where to go on", () => {
  for (const readme of readmes) expect(read(readme), readme).toMatch(/\]\([^)]+\)/);
});

test("every README has a program, and all programs compile", () => {
  for (const readme of readmes) expect(programsOf(read(readme)), readme).not.toEqual([]);
  expect(compileErrors(programs.map(({ file }) => file))).toEqual([]);
});

test.each(programs)("the program in $path prints what it says", ({ file, prints }) => {
  const hooks = `${root}tools/readme/resolve-sources.ts`;
  expect(execFileSync(process.execPath, ["--import", hooks, file], { encoding: "utf8" }).trimEnd()).toBe(
    prints,
  );
});

test.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ...readmes.slice(1)])(
  "%s links only to files that exist",
  (readme) => {
    const links = [...read(readme).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(links.filter((target) => !existsSync(join(root, dirname(readme), target)))).toEqual([]);
  },
);

describe("programsOf()", () => {
  test("reads what lines say that they print", () => {
    const source = "console.log(40 + 2); // 42\nprint('x'); // x\nconst unrelated = f(); // not printed\n";
    expect(programsOf(`Text.\n\n\`\`\`ts\n${source}\`\`\`\n`)).toEqual([{ source, prints: "42\nx" }]);
  });

  test("reads the block behind “It prints”", () => {
    const source = "console.log(1);\nconsole.log(2);\n";
    const readme = `\`\`\`ts\n${source}\`\`\`\n\nIt prints\n\n\`\`\`\n1\n2\n\`\`\`\n`;
    expect(programsOf(readme)).toEqual([{ source, prints: "1\n2" }]);
  });
});

test("docComments() takes off the stars", () => {
  const source =
    "/** One line. */\n/**\n * Text.\n *\n *   more\n */\nconst x = 1;\n  /**\n   * Inner.\n   */\n";
  expect(docComments(source)).toBe("Text.\n\n  more\n\nInner.\n");
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { root } from "../checks/source-files.ts";
import { compileErrors } from "./compile.ts";
import { programsOf } from "./programs.ts";

const packages = readdirSync(`${root}packages`).filter((name) =>
  existsSync(`${root}packages/${name}/package.json`),
);
const readmes = ["README.md", ...packages.map((name) => `packages/${name}/README.md`)];
const read = (path: string): string => readFileSync(root + path, "utf8");

/** Every program, in a file of its own. */
const programs = readmes.flatMap((readme) =>
  programsOf(read(readme)).map(({ source, prints }, index) => {
    const file = `${root}.cache/readme/${readme.replaceAll(/\W/g, "-")}-${index + 1}.ts`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, source);
    return { name: `${readme}, program ${index + 1}`, file, prints };
  }),
);

test("the README's program is the example that runs", () => {
  expect(programsOf(read("README.md"))[0]?.source).toBe(read("examples/quickstart/src/main.ts"));
});

test("every README has a program, and all of them compile", () => {
  for (const readme of readmes) expect(programsOf(read(readme)), readme).not.toEqual([]);
  expect(compileErrors(programs.map(({ file }) => file))).toEqual([]);
});

test.each(programs)("$name prints what the README says", ({ file, prints }) => {
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

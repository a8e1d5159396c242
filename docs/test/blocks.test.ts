import { expect, test } from "vitest";
import { blocksOf, programsOf, unrun } from "./blocks.ts";

const fence = "```";

test("blocksOf() reads language, words, file, and what is printed", () => {
  const page = `# T\n\n${fence}py debug\nprint(1)  # 1\nprint('a') # a\n${fence}\n\n${fence}c sums.c\nint x;\n${fence}\n`;
  const [py, c] = blocksOf(page.replace("print(1)  #", "print(1) #"));
  expect(py).toMatchObject({ language: "py", words: ["debug"], prints: "1\na", line: 4, file: undefined });
  expect(c).toMatchObject({ language: "c", file: "sums.c", code: "int x;\n", prints: null });
});

test("programsOf() puts the parts of a program together", () => {
  const page = `${fence}ts\nconst a = 1;\n${fence}\ntext\n${fence}ts more\nf(a);\n${fence}\n\nIt prints\n\n${fence}\n1\n2\n${fence}\n${fence}ts\nb;\n${fence}\n`;
  expect(programsOf(blocksOf(page))).toEqual([
    { source: "const a = 1;\nf(a);\n", prints: "1\n2", line: 2 },
    { source: "b;\n", prints: "", line: 16 },
  ]);
});

test("unrun() finds code that nobody runs", () => {
  const page = ["c", "c elsewhere", "c a.c", "js", "sh", "text"].map(
    (info) => `${fence}${info}\nx\n${fence}\n`,
  );
  expect(unrun(blocksOf(page.join("\n"))).map(({ language, line }) => [language, line])).toEqual([
    ["c", 2],
    ["js", 14],
  ]);
});

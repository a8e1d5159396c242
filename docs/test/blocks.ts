/**
 * The code on a page, block by block.
 *
 * The line that opens a block says what is done with it: "```ts" is a program, which is compiled and run; "```ts more"
 * is the next part of the program before it; "```c sums.c" is a file of that name; "```py" is Python that runs with the
 * page's extensions in C on its path ("```py debug", "```py sandboxed", "```py sandboxed clock" with a grant); "```sh" is
 * run where the page's files lie. "elsewhere" marks what is for another system and cannot run here.
 *
 * A line that prints says what at its end, behind `//` or `#`. Where a block prints more than that, a plain block behind
 * it, after the words "It prints", has the whole output.
 */

/** A block of code. */
export interface Block {
  /** Its language. */
  readonly language: string;
  /** The other words of the line that opens it. */
  readonly words: readonly string[];
  /** The name of the file that it is, if it is one. */
  readonly file: string | undefined;
  /** The code. */
  readonly code: string;
  /** What it prints, without the last line break; `null` when it says nothing of it. */
  readonly prints: string | null;
  /** The number of its first line on the page. */
  readonly line: number;
}

/** A program in TypeScript. */
export interface Program {
  /** The code. */
  readonly source: string;
  /** What it prints. */
  readonly prints: string;
  /** The number of its first line on the page. */
  readonly line: number;
}

const blocks = /^```([^\n]*)\n([\s\S]*?)^```\n(?:\s*It prints\s*```\n([\s\S]*?)^```\n)?/gm;
const printed = /(?:console\.log|print)\(.*\);? +(?:\/\/|#) (.*)$/gm;

/** The blocks of a page. */
export function blocksOf(markdown: string): readonly Block[] {
  return [...markdown.matchAll(blocks)].map(({ 1: info = "", 2: code = "", 3: output, index }) => {
    const [language = "", ...words] = info.trim().split(/\s+/);
    const comments = [...code.matchAll(printed)].map(([, text]) => text);
    return {
      language,
      words,
      file: words.find((word) => /^[\w./-]+\.\w+$/.test(word)),
      code,
      prints: output?.trimEnd() ?? (comments.length === 0 ? null : comments.join("\n")),
      line: markdown.slice(0, index).split("\n").length + 1,
    };
  });
}

/** The programs in TypeScript among blocks, their parts put together. */
export function programsOf(all: readonly Block[]): readonly Program[] {
  const programs: Program[] = [];
  for (const { language, file, words, code, prints, line } of all) {
    if (language !== "ts" || file !== undefined) continue;
    const before = words.includes("more") ? programs.pop() : undefined;
    programs.push({
      source: (before?.source ?? "") + code,
      prints: [before?.prints, prints].filter((text) => text).join("\n"),
      line: before?.line ?? line,
    });
  }
  return programs;
}

/** What is wrong with a page's blocks: code that nobody would run. */
export function unrun(all: readonly Block[]): readonly Block[] {
  return all.filter(({ language, file, words }) => {
    if (words.includes("elsewhere") || file !== undefined) return false;
    return !["", "text", "ts", "py", "sh"].includes(language);
  });
}

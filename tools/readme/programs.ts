/**
 * The programs in a README or in doc comments: their blocks of TypeScript, and what they print.
 *
 * A line that prints says what at its end: `console.log(answer); // 42`. Where a program prints more than that, a plain
 * block behind it, after the words "It prints", has the whole output.
 */

/** A program in a text. */
export interface Program {
  /** The TypeScript. */
  readonly source: string;
  /** What it prints, without the last line break. */
  readonly prints: string;
}

const blocks = /^```ts\n([\s\S]*?)^```\n(?:\s*It prints\s*```\n([\s\S]*?)^```\n)?/gm;
const printed = /(?:console\.log|print)\(.*\);? \/\/ (.*)$/gm;

/** The programs in a text, in their order. */
export function programsOf(text: string): readonly Program[] {
  return [...text.matchAll(blocks)].map(([, source = "", output]) => ({
    source,
    prints: output?.trimEnd() ?? [...source.matchAll(printed)].map(([, text]) => text).join("\n"),
  }));
}

/** The text of the doc comments in a source file. */
export function docComments(source: string): string {
  return [...source.matchAll(/^ *\/\*\*\n([\s\S]*?)^ *\*\//gm)]
    .map(([, comment = ""]) => comment.replaceAll(/^ *\* ?/gm, ""))
    .join("\n");
}

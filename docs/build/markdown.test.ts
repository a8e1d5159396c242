import { expect, test } from "vitest";
import { anchorOf, renderMarkdown } from "./markdown.ts";

const same = (target: string): string => target;

test("anchorOf() makes the anchors that GitHub makes", () => {
  expect(anchorOf("What to do with a report?")).toBe("what-to-do-with-a-report");
  expect(anchorOf("HPy_tp_new, and `C++`")).toBe("hpy_tp_new-and-c");
});

test("renderMarkdown() gives equal headings anchors of their own, and the first paragraph", () => {
  const { headings, summary } = renderMarkdown("# A `b`\n\nOne *two*\nthree.\n\n## C\n\n## C\n", same);
  expect(headings.map(({ text, anchor }) => [text, anchor])).toEqual([
    ["A b", "a-b"],
    ["C", "c"],
    ["C", "c-1"],
  ]);
  expect(summary).toBe("One two three.");
});

test("renderMarkdown() colours code, names its file, and escapes it", () => {
  const { html } = renderMarkdown('```ts main.ts\nconst a = "<b>";\n```\n', same);
  expect(html).toContain("<figcaption>main.ts</figcaption>");
  expect(html).toContain('<span class="tok-keyword">const</span>');
  expect(html).toContain("&lt;b&gt;");
  expect(renderMarkdown("```\na < b\n```\n", same).html).toContain("a &lt; b");
});

test("renderMarkdown() hands links over, and leaves those in code alone", () => {
  const { html } = renderMarkdown("[a](b.md#c) `[d](e.md)`\n", (target) => target.replace(".md", ".html"));
  expect(html).toContain('<a href="b.html#c">a</a>');
  expect(html).toContain("[d](e.md)");
});

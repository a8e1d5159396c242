/** Markdown to HTML: headings with anchors, code in colours, links between files as links between pages. */

import MarkdownIt, { type Token } from "markdown-it";
import { escapeHtml, highlight } from "./highlight.ts";

/** A heading of a page. */
export interface Heading {
  /** 1 for the page's title. */
  readonly level: number;
  /** The text, without markup. */
  readonly text: string;
  /** The name of its anchor. */
  readonly anchor: string;
}

/** A rendered text. */
export interface Rendered {
  /** The HTML. */
  readonly html: string;
  /** The headings, in order. */
  readonly headings: readonly Heading[];
  /** The first paragraph, without markup. */
  readonly summary: string;
}

/** The name of a heading's anchor, as GitHub makes it. */
export function anchorOf(text: string): string {
  return text
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(/\s/g, "-");
}

/** What the line says that opens a block of code: the language, then words for whoever runs it, or a file's name. */
function readInfo(info: string): { language: string; file: string | undefined } {
  const [language = "", ...words] = info.trim().split(/\s+/);
  return { language, file: words.find((word) => /^[\w./-]+\.[\w.]+$/.test(word)) };
}

const labels: Readonly<Record<string, string>> = {
  c: "C",
  cpp: "C++",
  js: "JavaScript",
  json: "JSON",
  py: "Python",
  python: "Python",
  sh: "Shell",
  ts: "TypeScript",
};

/** Code with its language, or the name of its file, above. */
function codeBlock(code: string, info: string): string {
  const { language, file } = readInfo(info);
  const caption = file ?? labels[language];
  const pre = `<pre tabindex="0"><code>${highlight(code, language)}</code></pre>`;
  const heading = caption === undefined ? "" : `<figcaption>${escapeHtml(caption)}</figcaption>`;
  return `<figure class="code">${heading}${pre}</figure>\n`;
}

function plain(token: Token | undefined): string {
  return (token?.children ?? []).map(({ type, content }) => (type === "softbreak" ? " " : content)).join("");
}

/**
 * Renders a text.
 * @param link makes the target of a link on the page of one that is in the text.
 */
export function renderMarkdown(text: string, link: (target: string) => string): Rendered {
  const markdown = new MarkdownIt({ html: true });
  const headings: Heading[] = [];
  const used = new Map<string, number>();
  let summary = "";
  markdown.core.ruler.push("page", (state) => {
    state.tokens.forEach((token, index) => {
      const inline = state.tokens[index + 1];
      if (token.type === "heading_open") {
        const title = plain(inline);
        const base = anchorOf(title);
        const count = used.get(base) ?? 0;
        used.set(base, count + 1);
        const anchor = count === 0 ? base : `${base}-${count}`;
        token.attrSet("id", anchor);
        headings.push({ level: Number(token.tag.slice(1)), text: title, anchor });
      } else if (token.type === "paragraph_open" && summary === "") {
        summary = plain(inline);
      }
      for (const child of token.children ?? []) {
        const target = child.type === "link_open" ? child.attrGet("href") : null;
        if (target !== null) child.attrSet("href", link(String(target)));
      }
    });
  });
  const { rules } = markdown.renderer;
  rules.fence = (tokens, index) => {
    const token = tokens[index];
    return token === undefined ? "" : codeBlock(token.content.trimEnd(), token.info);
  };
  rules.code_block = (tokens, index) => codeBlock(tokens[index]?.content.trimEnd() ?? "", "");
  rules.table_open = () => '<div class="table" tabindex="0"><table>\n';
  rules.table_close = () => "</table></div>\n";
  rules.heading_close = (tokens, index) => {
    const tag = tokens[index]?.tag;
    const anchor = tokens[index - 2]?.attrGet("id");
    const mark = ` <a class="anchor" href="#${anchor}" aria-label="Link to this section">#</a>`;
    return `${tag === "h1" ? "" : mark}</${tag}>\n`;
  };
  const html = markdown.render(text);
  return { html, headings, summary };
}

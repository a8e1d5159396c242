/** Colours for code, by the parsers that the live page's editor has, too: one style sheet serves both. */

import { cppLanguage } from "@codemirror/lang-cpp";
import { javascriptLanguage, jsxLanguage, typescriptLanguage } from "@codemirror/lang-javascript";
import { pythonLanguage } from "@codemirror/lang-python";
import type { Parser } from "@lezer/common";
import { classHighlighter, highlightCode } from "@lezer/highlight";

const parsers: Readonly<Record<string, Parser>> = {
  c: cppLanguage.parser,
  cpp: cppLanguage.parser,
  js: javascriptLanguage.parser,
  json: jsxLanguage.parser,
  py: pythonLanguage.parser,
  python: pythonLanguage.parser,
  ts: typescriptLanguage.parser,
};

/** Text that may stand in HTML and in its attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** The HTML of a piece of code; in a language that is not known, just its text. */
export function highlight(code: string, language: string): string {
  const parser = parsers[language];
  if (parser === undefined) return escapeHtml(code);
  let html = "";
  highlightCode(
    code,
    parser.parse(code),
    classHighlighter,
    (text, classes) => {
      html += classes ? `<span class="${classes}">${escapeHtml(text)}</span>` : escapeHtml(text);
    },
    () => {
      html += "\n";
    },
  );
  return html;
}

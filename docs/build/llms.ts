/** `llms.txt`: what the site has, for language models. Each page is there as Markdown, too. */

import type { Nav } from "./layout.ts";
import type { Page } from "./page.ts";

/** What a page is about: the first sentence of its first paragraph. */
function about({ summary }: Page): string {
  return summary.split(/(?<=[.:]) (?=[A-Z])/)[0]?.replace(/:$/, ".") ?? "";
}

/** The text of the file. */
export function renderLlms(pages: readonly Page[], nav: Nav): string {
  const byHref = new Map(pages.map((page) => [`${page.path}.html`, page]));
  const parts = nav.map(({ title, links }) => {
    const lines = links.flatMap(({ href, label }) => {
      const page = byHref.get(href);
      return page === undefined ? [] : [`- [${label}](${page.path}.md): ${about(page)}`];
    });
    return lines.length === 0 ? "" : `## ${title}\n\n${lines.join("\n")}\n`;
  });
  return `# HPy.js

> HPy for JavaScript engines: Python extension modules and types written in TypeScript, or in C and C++ compiled to
> WebAssembly, loaded into CPython in Pyodide, in Node and in browsers. It is the whole API of HPy 0.9.

- Install: \`npm install hpyjs @hpyjs/extension pyodide\`; for C add \`@hpyjs/devel\`. Node 22 or later.
- TypeScript: \`import { HPyModule, HPyType } from "@hpyjs/extension"\`, then \`loadHPy(pyodide).load(module)\` of \`hpyjs\`.
- C: \`#include <hpy.h>\`, then \`npx hpyjs build x.c\` and \`npx hpyjs run script.py --ext dist/x.hpy0.wasm\`.
- In TypeScript \`HPyList_Append(ctx, list, item)\` is \`ctx.List_Append(list, item)\`. Handles are closed when the call
  ends. Python exceptions are thrown as \`PythonError\`.

${parts.filter((part) => part !== "").join("\n")}`;
}

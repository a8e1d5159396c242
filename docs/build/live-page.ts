/** The live page: its HTML, with the texts of the examples in it. */

import { readFileSync } from "node:fs";
import type { Example, Examples, Language } from "../live/protocol.ts";
import type { PageParts } from "./layout.ts";
import { root } from "./root.ts";

const names: Readonly<Record<string, string>> = { counter: "A type and a subclass", leak: "A leak" };

/** The examples of the live page, which lie in `docs/live/examples`. */
function liveExamples(): Examples {
  const read = (file: string): string => readFileSync(`${root}docs/live/examples/${file}`, "utf8");
  const of = (language: Language): readonly Example[] =>
    Object.entries(names).map(([file, name]) => ({
      name,
      extension: read(`${file}.${language}`),
      script: read(`${file}-${language}.py`),
    }));
  return { ts: of("ts"), c: of("c") };
}

const radio = (group: string, value: string, label: string, checked = false): string =>
  `<label><input type="radio" name="${group}" value="${value}"${checked ? " checked" : ""}> ${label}</label>`;

const html = `<h1>Try it live</h1>
<p>An extension on the left, a Python script that imports it on the right. Everything runs in this page: Python
(<a href="https://pyodide.org">Pyodide</a>, about 12 MB), and for C the compiler (clang, about 100 MB, once).
Ctrl+Enter runs.</p>
<noscript><p>This page needs JavaScript; all others do not.</p></noscript>
<form id="live" class="live">
<div class="bar">
<fieldset><legend>Extension in</legend>${radio("language", "ts", "TypeScript", true)}${radio("language", "c", "C")}</fieldset>
<fieldset><legend>Mode</legend>${radio("mode", "release", "release", true)}${radio("mode", "debug", "debug")}${radio("mode", "trace", "trace")}</fieldset>
<fieldset id="memory" hidden><legend>Memory</legend>${radio("flavour", "linked", "linked", true)}${radio("flavour", "sandboxed", "sandboxed")}</fieldset>
<label class="choice">Example <select id="example"></select></label>
</div>
<div class="editors">
<div class="editor" id="extension"></div>
<div class="editor" id="script"></div>
</div>
<div class="bar"><button id="run" type="submit">Run</button><button id="stop" type="button">Stop and restart</button>
<span id="status" role="status"></span></div>
</form>
<section aria-label="Output" class="terminal">
<pre id="output" role="log" tabindex="0"></pre>
<form id="console"><label for="line" id="prompt" aria-label="Python console">&gt;&gt;&gt;</label><input id="line" autocomplete="off" autocapitalize="off" spellcheck="false" aria-label="A line for the Python console"></form>
</section>
<section id="report" aria-live="polite" hidden></section>
<details><summary>What happens here</summary>
<p>TypeScript loses its types (the compiler's own <code>transpileModule</code>; it does not check them here) and is
imported. C is compiled to a <code>.hpy0.wasm</code> by the same <code>@hpyjs/devel</code> that <code>hpyjs build</code>
uses. <code>loadHPy(pyodide).load(…)</code> makes a Python module of either; the script imports it by its name. All of it
runs in a worker, so a script that does not end can be stopped. The console shares the script's variables.</p>
</details>
`;

/** The page. */
export function livePage(): PageParts {
  // `<` would end the element where a text has `</script>`.
  const examples = JSON.stringify(liveExamples()).replaceAll("<", "\\u003c");
  return {
    href: "live/index.html",
    title: "Try it live",
    summary: "Write a Python extension in TypeScript or C and run it in the page.",
    html: `${html}<script type="application/json" id="examples">${examples}</script>\n`,
    headings: [],
    head: '\n<link rel="stylesheet" href="../assets/live.css">\n<script type="module" src="app/js/main.js"></script>',
  };
}

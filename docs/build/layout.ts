/** The frame of a page: navigation, content, table of contents. Plain HTML that needs no script. */

import { escapeHtml } from "./highlight.ts";
import type { Heading } from "./markdown.ts";

/** A link of the navigation. */
export interface NavLink {
  /** The target, from the site's root. */
  readonly href: string;
  /** Its words. */
  readonly label: string;
}

/** The navigation. */
export type Nav = readonly { readonly title: string; readonly links: readonly NavLink[] }[];

/** What a page is made of. */
export interface PageParts {
  /** Where it is on the site: `guide/types.html`. */
  readonly href: string;
  /** Its title. */
  readonly title: string;
  /** What it is about, in a sentence. */
  readonly summary: string;
  /** The content. */
  readonly html: string;
  /** The headings, for the table of contents. */
  readonly headings: readonly Heading[];
  /** The source on GitHub. */
  readonly source?: string;
  /** More for the head. */
  readonly head?: string;
}

/** The way from a page to another, both from the site's root. */
function relative(from: string, to: string): string {
  if (/^[a-z]+:/.test(to)) return to;
  const [path = "", hash] = to.split("#");
  const here = from.split("/").slice(0, -1);
  const there = path.split("/");
  while (here.length > 0 && here[0] === there[0] && there.length > 1) {
    here.shift();
    there.shift();
  }
  const way = [...here.map(() => ".."), ...there].join("/");
  return hash === undefined ? way : `${way}#${hash}`;
}

function link(from: string, { href, label }: NavLink): string {
  const current = from === href ? ' aria-current="page"' : "";
  return `<a href="${relative(from, href)}"${current}>${escapeHtml(label)}</a>`;
}

function contents(headings: readonly Heading[]): string {
  const shown = headings.filter(({ level }) => level === 2 || level === 3);
  if (shown.length < 2) return "";
  const items = shown.map(
    ({ level, text, anchor }) =>
      `<li class="level-${level}"><a href="#${anchor}">${escapeHtml(text)}</a></li>`,
  );
  return `<nav class="contents" aria-label="On this page"><h2>On this page</h2><ul>${items.join("")}</ul></nav>`;
}

function neighbours(nav: Nav, href: string): string {
  const links = nav.flatMap((section) => section.links);
  const index = links.findIndex((one) => one.href === href);
  if (index < 0) return "";
  const to = (other: NavLink | undefined, rel: string): string =>
    other === undefined
      ? "<span></span>"
      : `<a rel="${rel}" href="${relative(href, other.href)}">${rel === "prev" ? "← " : ""}${escapeHtml(other.label)}${rel === "next" ? " →" : ""}</a>`;
  return `<nav class="neighbours" aria-label="Neighbouring pages">${to(links[index - 1], "prev")}${to(links[index + 1], "next")}</nav>`;
}

/** The HTML of a page. */
export function renderPage(page: PageParts, nav: Nav): string {
  const { href, title, summary, html, headings, source, head = "" } = page;
  const open = nav.map(
    (section) =>
      `<section><h2>${escapeHtml(section.title)}</h2><ul>${section.links
        .map((one) => `<li>${link(href, one)}</li>`)
        .join("")}</ul></section>`,
  );
  const edit =
    source === undefined ? "" : `<p class="source"><a href="${source}">Source of this page</a></p>`;
  const toc = contents(headings);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="description" content="${escapeHtml(summary)}">
<title>${escapeHtml(href === "index.html" ? "HPy.js" : `${title} · HPy.js`)}</title>
<link rel="stylesheet" href="${relative(href, "assets/site.css")}">
<link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%23234a87'/%3E%3Cpath d='M4 3v10M4 8h8M12 3v10' stroke='%23ffd43b' stroke-width='2'/%3E%3C/svg%3E">
<script type="module" src="${relative(href, "assets/site.js")}"></script>${head}
</head>
<body>
<a class="skip" href="#content">Skip to the content</a>
<header>
<a class="home" href="${relative(href, "index.html")}">HPy.js</a>
<form role="search" id="search" data-root="${relative(href, "")}" hidden>
<input type="search" name="q" aria-label="Search" placeholder="Search" autocomplete="off" role="combobox" aria-expanded="false" aria-controls="results">
<ul id="results" role="listbox" aria-label="Results" hidden></ul>
</form>
<a href="${relative(href, "live/index.html")}">Live</a>
<a href="https://github.com/hpyjs/hpyjs">GitHub</a>
</header>
<div class="columns${toc === "" ? " wide" : ""}">
<details class="navigation"><summary>All pages</summary><nav aria-label="Pages">${open.join("")}</nav></details>
<main id="content">
${html}${edit}${neighbours(nav, href)}
</main>
${toc}
</div>
</body>
</html>
`;
}

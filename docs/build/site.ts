/** The pages of the site: from Markdown files, from the spec, and from reports. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { apiPages } from "./api-pages.ts";
import { benchPage, type Charts } from "./bench-page.ts";
import { conformancePage } from "./conformance-page.ts";
import { helperPages } from "./helper-pages.ts";
import { type Nav, renderPage } from "./layout.ts";
import { livePage } from "./live-page.ts";
import { renderLlms } from "./llms.ts";
import { renderMarkdown } from "./markdown.ts";
import type { Page, Source, Write } from "./page.ts";
import { type FilePage, type MadePage, sections } from "./pages.ts";
import { type Bench, type Conformance, readReport } from "./reports.ts";
import { repository, root } from "./root.ts";
import { renderSearch } from "./search-index.ts";

const isFile = (page: FilePage | MadePage): page is FilePage => "file" in page;

/** The pages of the navigation that are Markdown files. */
export function filePages(): readonly Source[] {
  return sections
    .flatMap(({ pages }) => pages.filter(isFile))
    .filter(({ file, optional }) => optional !== true || existsSync(root + file))
    .map(({ path, file }) => ({ path, file, markdown: readFileSync(root + file, "utf8") }));
}

/** The target of a link of a text: another page, or a file of the repository on the web. */
function linkFrom(source: Source, pages: ReadonlyMap<string, string>): (target: string) => string {
  const { path, file } = source;
  return (target) => {
    if (/^[a-z]+:|^#/.test(target)) return target;
    const [way = "", anchor] = target.split("#");
    const hash = anchor === undefined ? "" : `#${anchor}`;
    if (file === undefined || file.startsWith("docs/pages/")) return way.replace(/\.md$/, ".html") + hash;
    const linked = normalize(join(dirname(file), way))
      .replaceAll("\\", "/")
      .replace(/\/$/, "");
    const page = pages.get(linked) ?? pages.get(`${linked}/README.md`);
    if (page === undefined) {
      if (!existsSync(root + linked)) throw new Error(`${file} links to ${target}, which does not exist`);
      return `${repository}${linked}${hash}`;
    }
    return `${"../".repeat(path.split("/").length - 1)}${page}.html${hash}`;
  };
}

/** A page's Markdown as it is read on the site: its links lead to the Markdown of other pages. */
function withLinks(markdown: string, link: (target: string) => string): string {
  return markdown.replaceAll(/\]\(([^()\s]+)\)/g, (_all, target: string) => {
    const made = /^[a-z]+:/.test(target) ? target : link(target).replace(/\.html(?=#|$)/, ".md");
    return `](${made.replace(/(live|reference)\/index\.md/, "$1/index.html")})`;
  });
}

function navigation(pages: readonly Page[]): Nav {
  const titles = new Map(pages.map(({ path, title }) => [path, title]));
  return sections.map((section) => ({
    title: section.title,
    links: section.pages
      .filter((page) => !isFile(page) || titles.has(page.path))
      .map((page) =>
        isFile(page)
          ? { href: `${page.path}.html`, label: page.label ?? titles.get(page.path) ?? page.path }
          : page,
      ),
  }));
}

/** Puts the charts of the bench on the site. @returns what is in them. */
function copyCharts(write: Write): Charts {
  const files = readdirSync(`${root}docs/data`).filter((file) => file.endsWith(".svg"));
  const labels = files.map((file) => {
    const text = readFileSync(`${root}docs/data/${file}`, "utf8");
    write(`assets/${file}`, text);
    return [file, /aria-label="([^"]*)"/.exec(text)?.[1] ?? "a chart"] as const;
  });
  return Object.fromEntries(labels);
}

/** Writes all pages, what is searched, and what language models read. @returns how many pages there are. */
export function buildSite(reports: { conformance: string; bench: string }, write: Write): number {
  const conformance = readReport<Conformance>(reports.conformance, "pnpm conformance");
  const bench = readReport<Bench>(reports.bench, "pnpm bench");
  const sources: readonly Source[] = [
    ...filePages(),
    ...apiPages({ conformance, bench }),
    ...helperPages(),
    conformancePage(conformance),
    benchPage(bench, copyCharts(write)),
  ];
  const byFile = new Map(sources.map(({ file, path }) => [file ?? path, path]));
  const pages: readonly Page[] = sources.map((source) => {
    const rendered = renderMarkdown(source.markdown, linkFrom(source, byFile));
    const title = rendered.headings[0]?.text ?? source.path;
    return { ...source, ...rendered, title };
  });
  const nav = navigation(pages);
  for (const page of pages) {
    const { path, title, summary, html, headings, file, markdown } = page;
    const parts = { href: `${path}.html`, title, summary, html, headings };
    write(parts.href, renderPage({ ...parts, ...(file && { source: repository + file }) }, nav));
    write(`${path}.md`, withLinks(markdown, linkFrom(page, byFile)));
  }
  write("live/index.html", renderPage(livePage(), nav));
  write("search.json", renderSearch(pages));
  write("llms.txt", renderLlms(pages, nav));
  return pages.length + 1;
}

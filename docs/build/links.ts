/** Checks that every link on the site leads somewhere: pages, anchors, styles, scripts, pictures. */

import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

const ids = /\sid="([^"]+)"/g;
const targets = /\s(?:href|src)="([^"]*)"/g;

function decode(text: string): string {
  return text.replaceAll("&amp;", "&").replaceAll("&quot;", '"');
}

/**
 * The links that lead nowhere, each with the page that it is on.
 * @param folder where the site was built.
 * @param skipped files whose own links are not checked, by the beginning of their path.
 */
export function brokenLinks(folder: string, skipped: readonly string[] = []): readonly string[] {
  const pages = globSync("**/*.html", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .sort();
  const text = new Map(pages.map((page) => [page, readFileSync(join(folder, page), "utf8")]));
  const anchors = new Map<string, ReadonlySet<string>>();
  const anchorsOf = (page: string): ReadonlySet<string> => {
    const known = anchors.get(page);
    if (known !== undefined) return known;
    const found = new Set([...(text.get(page) ?? "").matchAll(ids)].map(([, id = ""]) => decode(id)));
    anchors.set(page, found);
    return found;
  };
  const broken: string[] = [];
  for (const [page, html] of text) {
    if (skipped.some((start) => page.startsWith(start))) continue;
    const seen = new Set<string>();
    for (const [, raw = ""] of html.matchAll(targets)) {
      const target = decode(raw);
      if (/^[a-z]+:/.test(target) || seen.has(target)) continue;
      seen.add(target);
      const [path = "", anchor = ""] = target.split("#");
      const file =
        path === "" ? page : normalize(join(dirname(page), decodeURIComponent(path))).replaceAll("\\", "/");
      if (file.startsWith("..") || !existsSync(join(folder, file))) broken.push(`${page}: ${target}`);
      else if (anchor !== "" && text.has(file) && !anchorsOf(file).has(decodeURIComponent(anchor)))
        broken.push(`${page}: ${target} (no such anchor)`);
    }
  }
  return broken;
}

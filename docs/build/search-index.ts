/** What the search finds: a document for each section of each page. */

import MiniSearch from "minisearch";
import { searchOptions } from "../theme/search-options.ts";
import { anchorOf } from "./markdown.ts";
import type { Page } from "./page.ts";

/** The words of a piece of Markdown. */
function words(markdown: string): string {
  return markdown
    .replaceAll(/\]\([^)]*\)/g, " ")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/[`*|#[\]]/g, " ")
    .replaceAll(/\s+/g, " ");
}

/** The index as JSON. */
export function renderSearch(pages: readonly Page[]): string {
  const search = new MiniSearch(searchOptions);
  for (const { path, title, markdown } of pages) {
    // A `#` in code is no heading.
    const text = markdown.replaceAll(/^```[\s\S]*?^```/gm, (block) => block.replaceAll(/^#/gm, " "));
    text.split(/^(?=#{1,3} )/m).forEach((section, index) => {
      const heading = /^#+ (.*)/.exec(section)?.[1]?.replaceAll("`", "") ?? "";
      const anchor = index === 0 || heading === "" ? "" : `#${anchorOf(heading)}`;
      const document = { id: `${path}.html${anchor}`, page: title, heading, text: words(section) };
      if (!search.has(document.id)) search.add(document);
    });
  }
  return JSON.stringify(search);
}

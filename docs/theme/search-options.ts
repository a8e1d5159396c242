/** How the search works: the same when the index is made and when it is asked. */

import type { Options } from "minisearch";

/** A section of a page. */
export interface Entry {
  /** Where it is, from the site's root. */
  readonly id: string;
  /** The page's title. */
  readonly page: string;
  /** Its heading. */
  readonly heading: string;
  /** Its words. */
  readonly text: string;
}

/** The options of the search. */
export const searchOptions: Options<Entry> = {
  fields: ["heading", "page", "text"],
  storeFields: ["page", "heading"],
  // `HPyList_Append` is found by `List_Append` and by `append`, too.
  tokenize: (text) =>
    text
      .split(/[^\p{L}\p{N}_]+/u)
      .flatMap((word) =>
        word.includes("_") ? [word, word.replace(/^_?HPy_?/, ""), ...word.split("_")] : [word],
      )
      .filter((word) => word !== ""),
  searchOptions: { boost: { heading: 6, page: 2 }, prefix: true, fuzzy: 0.15, combineWith: "AND" },
};

/** What a page is on its way to the site. */

import type { Rendered } from "./markdown.ts";

/** Puts a file on the site. */
export type Write = (path: string, content: string | Uint8Array) => void;

/** A page before it is rendered. */
export interface Source {
  /** Where it is on the site, without `.html`. */
  readonly path: string;
  /** The text. */
  readonly markdown: string;
  /** The file that the text is from, from the repository's root; none when it was made. */
  readonly file?: string;
}

/** A rendered page. */
export interface Page extends Source, Rendered {
  /** Its title. */
  readonly title: string;
}

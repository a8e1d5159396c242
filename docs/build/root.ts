/** Where the repository is. */

import { fileURLToPath } from "node:url";

/** The root of the repository, with a slash at its end. */
export const root: string = fileURLToPath(new URL("../..", import.meta.url));

/** Where the site is built, with a slash at its end. */
export const out = `${root}docs/dist/`;

/** Where the sources are read on the web. */
export const repository = "https://github.com/hpyjs/hpyjs/blob/main/";

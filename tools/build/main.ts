/**
 * The last step of every package's build, run in the package's folder: takes the comments out of the JavaScript in `dist`.
 *
 * They are in the declarations too, where editors look for them; twice is a tenth of what everybody downloads. Lines and
 * names stay as they are, so that stack traces and a debugger show what was written, and functions whose source is
 * evaluated again (`core/src/own-code.ts`) keep theirs.
 */

import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutComments } from "./without-comments.ts";

const dist = join(process.cwd(), "dist");
for (const file of globSync("**/*.js", { cwd: dist })) {
  const path = join(dist, file);
  const source = readFileSync(path, "utf8");
  const stripped = withoutComments(source);
  if (stripped !== source) writeFileSync(path, stripped);
}

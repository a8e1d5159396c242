/**
 * The last step of every package's build, run in the package's folder. It removes from `dist` what was compiled from a
 * source that is no longer there, which TypeScript leaves; and it takes the comments out of the JavaScript.
 *
 * They are in the declarations too, where editors look for them; twice is a tenth of what everybody downloads. Lines and
 * names stay as they are, so that stack traces and a debugger show what was written, and functions whose source is
 * evaluated again (`core/src/own-code.ts`) keep theirs.
 */

import { existsSync, globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withoutComments } from "./without-comments.ts";

const dist = join(process.cwd(), "dist");
for (const file of globSync("**/*.{js,d.ts}", { cwd: dist })) {
  const source = join(process.cwd(), "src", file.replace(/(\.d\.ts|\.js)$/, ".ts"));
  if (!existsSync(source)) rmSync(join(dist, file));
}
for (const file of globSync("**/*.js", { cwd: dist })) {
  const path = join(dist, file);
  const source = readFileSync(path, "utf8");
  const stripped = withoutComments(source);
  if (stripped !== source) writeFileSync(path, stripped);
}

/** `pnpm wheel [DIR]`: builds the Python wheel `hpyjs` into a folder, `dist` of the workspace if none is named. */

import { resolve } from "node:path";
import { root } from "../checks/source-files.ts";
import { buildWheel } from "./build.ts";

await buildWheel(resolve(process.argv[2] ?? `${root}dist`));

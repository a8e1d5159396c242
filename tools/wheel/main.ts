/** `pnpm wheel [DIR]`: builds the Python wheel `hpyjs` into a folder, `dist` of the workspace if none is named. */

import { resolve } from "node:path";
import { root } from "../checks/source-files.ts";
import { readOptions } from "../command/options.ts";
import { buildWheel } from "./build.ts";

const usage = `Builds the Python wheel hpyjs.

pnpm wheel [DIR]

  DIR      the folder that it is put into (dist)
  --help   print this text`;

const { positionals } = readOptions(usage, { allowPositionals: true });
await buildWheel(resolve(positionals[0] ?? `${root}dist`));

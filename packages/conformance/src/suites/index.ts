/** The suites, one a family, in the order in which they run. */

import type { Suite } from "../suite.ts";
import { builder } from "./builder.ts";
import { bytes } from "./bytes.ts";
import { capsule } from "./capsule.ts";
import { contextvar } from "./contextvar.ts";
import { dict } from "./dict.ts";
import { evaluation } from "./eval.ts";
import { execution } from "./execution.ts";
import { global } from "./global.ts";
import { imports } from "./import.ts";
import { internal } from "./internal.ts";
import { lifetime } from "./lifetime.ts";
import { list } from "./list.ts";
import { slice } from "./slice.ts";
import { tracker } from "./tracker.ts";
import { tuple } from "./tuple.ts";
import { type } from "./type.ts";
import { unicode } from "./unicode.ts";

/** All suites, alphabetically. */
export const suites: readonly Suite[] = [
  builder,
  bytes,
  capsule,
  contextvar,
  dict,
  evaluation,
  execution,
  global,
  imports,
  internal,
  lifetime,
  list,
  slice,
  tracker,
  tuple,
  type,
  unicode,
];

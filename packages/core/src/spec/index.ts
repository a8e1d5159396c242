/**
 * The whole API: 273 entries of the context, 84 handles and 189 functions, assembled from one file a family. The
 * index of an entry is its place in the ABI and never changes; new entries come at the end.
 */

import { attribute } from "./attribute.ts";
import { builder } from "./builder.ts";
import { bytes } from "./bytes.ts";
import { call } from "./call.ts";
import { capsule } from "./capsule.ts";
import { contextvar } from "./contextvar.ts";
import { dict } from "./dict.ts";
import { err } from "./err.ts";
import { evaluation } from "./eval.ts";
import { execution } from "./execution.ts";
import { field } from "./field.ts";
import { float } from "./float.ts";
import { global } from "./global.ts";
import { handles as handleRows } from "./handles.ts";
import { imports } from "./import.ts";
import { internal } from "./internal.ts";
import { item } from "./item.ts";
import { iter } from "./iter.ts";
import { legacy } from "./legacy.ts";
import { lifetime } from "./lifetime.ts";
import { list } from "./list.ts";
import { long } from "./long.ts";
import { number } from "./number.ts";
import { object } from "./object.ts";
import type { FunctionRow, HandleRow } from "./row.ts";
import { slice } from "./slice.ts";
import { struct } from "./struct.ts";
import { tracker } from "./tracker.ts";
import { tuple } from "./tuple.ts";
import { type } from "./type.ts";
import { unicode } from "./unicode.ts";

/** The functions by family. A family's name is that of its file here and in every other layer. */
export const families: Readonly<Record<string, readonly FunctionRow[]>> = {
  lifetime,
  long,
  float,
  number,
  call,
  iter,
  err,
  type,
  struct,
  attribute,
  item,
  object,
  bytes,
  unicode,
  list,
  dict,
  tuple,
  slice,
  import: imports,
  capsule,
  builder,
  tracker,
  field,
  global,
  execution,
  eval: evaluation,
  contextvar,
  legacy,
  internal,
};

/** The 189 functions, by index. */
export const functions: readonly FunctionRow[] = Object.values(families)
  .flat()
  .sort((a, b) => a.index - b.index);

/** The 84 constant handles, by index. */
export const handles: readonly HandleRow[] = [...handleRows].sort((a, b) => a.index - b.index);

/** All entries of the context, by index: `entries[i].index === i`. */
export const entries: readonly (FunctionRow | HandleRow)[] = [...handles, ...functions].sort(
  (a, b) => a.index - b.index,
);

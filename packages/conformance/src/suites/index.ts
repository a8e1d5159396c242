/** The suites, one a family, in the order in which they run. */

import type { Suite } from "../suite.ts";
import { argparse } from "./argparse.ts";
import { asynchronous } from "./async.ts";
import { attribute } from "./attribute.ts";
import { buffer } from "./buffer.ts";
import { bufferExport } from "./buffer-export.ts";
import { builder } from "./builder.ts";
import { buildvalue } from "./buildvalue.ts";
import { bytes } from "./bytes.ts";
import { call } from "./call.ts";
import { callProtocol } from "./call-protocol.ts";
import { capsule } from "./capsule.ts";
import { contextvar } from "./contextvar.ts";
import { conversions } from "./conversions.ts";
import { dict } from "./dict.ts";
import { edge } from "./edge.ts";
import { err } from "./err.ts";
import { evaluation } from "./eval.ts";
import { execution } from "./execution.ts";
import { field } from "./field.ts";
import { float } from "./float.ts";
import { format } from "./format.ts";
import { getset } from "./getset.ts";
import { global } from "./global.ts";
import { handles } from "./handles.ts";
import { helpers } from "./helpers.ts";
import { imports } from "./import.ts";
import { internal } from "./internal.ts";
import { item } from "./item.ts";
import { iter } from "./iter.ts";
import { legacy } from "./legacy.ts";
import { lifetime } from "./lifetime.ts";
import { list } from "./list.ts";
import { long } from "./long.ts";
import { member } from "./member.ts";
import { module } from "./module.ts";
import { number } from "./number.ts";
import { numeric } from "./numeric.ts";
import { object } from "./object.ts";
import { resources } from "./resources.ts";
import { results } from "./results.ts";
import { slice } from "./slice.ts";
import { slots } from "./slots.ts";
import { struct } from "./struct.ts";
import { structseq } from "./structseq.ts";
import { tracker } from "./tracker.ts";
import { tuple } from "./tuple.ts";
import { type } from "./type.ts";
import { typeFromSpec } from "./type-from-spec.ts";
import { unicode } from "./unicode.ts";

/** All suites, alphabetically. */
export const suites: readonly Suite[] = [
  argparse,
  asynchronous,
  attribute,
  buffer,
  bufferExport,
  builder,
  buildvalue,
  bytes,
  call,
  callProtocol,
  capsule,
  contextvar,
  conversions,
  dict,
  edge,
  err,
  evaluation,
  execution,
  field,
  float,
  format,
  getset,
  global,
  handles,
  helpers,
  imports,
  internal,
  item,
  iter,
  legacy,
  lifetime,
  list,
  long,
  member,
  module,
  number,
  numeric,
  object,
  resources,
  results,
  slice,
  slots,
  struct,
  structseq,
  tracker,
  tuple,
  type,
  typeFromSpec,
  unicode,
];

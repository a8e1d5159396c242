/** The helpers that C extensions compile into themselves, as members of the context. */

import type { Kernel } from "../kernel.ts";
import { type ArgparseContext, argparseContext } from "./argparse.ts";
import { type BuildValueContext, buildValueContext } from "./build-value.ts";
import { type FormatContext, formatContext } from "./format.ts";
import { type PackArgsContext, packArgsContext } from "./pack-args.ts";
import { type StructSequenceContext, structSequenceContext } from "./struct-sequence.ts";

/** The helpers that the families are enough for. */
export interface HelpersContext
  extends ArgparseContext,
    BuildValueContext,
    FormatContext,
    PackArgsContext,
    StructSequenceContext {}

/** The families that the helpers are made of. */
type Families = Parameters<typeof argparseContext>[1] &
  Parameters<typeof buildValueContext>[1] &
  Parameters<typeof formatContext>[1] &
  Parameters<typeof packArgsContext>[1] &
  Omit<Parameters<typeof structSequenceContext>[1], keyof FormatContext>;

/** Makes the helpers over one kernel and its families. */
export function createHelpers(kernel: Kernel, families: Families): HelpersContext {
  const format = formatContext(kernel, families);
  return {
    ...argparseContext(kernel, families),
    ...buildValueContext(kernel, families),
    ...format,
    ...packArgsContext(kernel, families),
    ...structSequenceContext(kernel, { ...families, ...format }),
  };
}

/** The functions that are written by hand, put together. That none is missing, the compiler tells. */

import type { Api, ApiFunctionName } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";
import type { Definitions } from "../definitions.ts";
import type { UniformName } from "../generated/uniform.ts";
import type { TraverseCheck } from "../traverse.ts";
import { arrayFunctions } from "./arrays.ts";
import { builderFunctions } from "./builders.ts";
import { capsuleFunctions } from "./capsule.ts";
import { executionFunctions } from "./execution.ts";
import { fieldFunctions } from "./field.ts";
import { type Globals, globalFunctions } from "./globals.ts";
import { rawDataFunctions } from "./raw-data.ts";
import { structFunctions } from "./struct.ts";
import { trackerFunctions } from "./tracker.ts";
import { typeFunctions } from "./type.ts";

/** The functions that do more than convert handles. */
export type ManualName = Exclude<ApiFunctionName, UniformName>;

/** What these functions work with. */
export interface Parts {
  /** What wraps what goes down. */
  readonly definitions: Definitions;
  /** The globals that are known. */
  readonly globals: Globals;
  /** Watches the fields. */
  readonly traverse: TraverseCheck;
}

/** Makes the functions; some of them take the place of uniform ones. @param api the functions of the layer below. */
export function manualFunctions(
  context: DebugContext,
  api: Api,
  { definitions, globals, traverse }: Parts,
): Pick<Api, ManualName> & Partial<Api> {
  return {
    Close: (h) => context.close(h, "HPy_Close", api),
    ...arrayFunctions(context, api),
    ...builderFunctions(context, api),
    ...capsuleFunctions(context, api, definitions),
    ...executionFunctions(context, api),
    ...fieldFunctions(context, api, traverse),
    ...globalFunctions(context, api, globals),
    ...rawDataFunctions(context, api),
    ...structFunctions(context, api, definitions),
    ...trackerFunctions(context, api),
    ...typeFunctions(context, api, definitions),
  };
}

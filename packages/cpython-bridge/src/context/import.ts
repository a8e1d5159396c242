/** Importing. */

import type { Api } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";

/** The import function of the context. */
export type ImportApi = Pick<Api, "Import_ImportModule">;

/** Imports by absolute name; of a dotted name, the last module is returned. */
export function importContext({ capi }: Interpreter): ImportApi {
  return { Import_ImportModule: capi.PyImport_ImportModule };
}

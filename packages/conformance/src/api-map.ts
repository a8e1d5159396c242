/**
 * Replacing functions of a context: what the counting layer and the mutants have in common. The context is a large
 * object with a type of its own for each member; here, all functions look the same.
 */

import { type Api, type ApiFunctionName, spec } from "@hpyjs/core";

/** A value that crosses a context: a number of some kind, a bigint, or a definition. */
export type Value = unknown;

/** A function of the context, whichever it is. */
export type AnyFunction = (...args: Value[]) => Value;

/** The function of `api` that a row describes, callable without `api`. */
function functionOf(api: Api, row: spec.FunctionRow): AnyFunction {
  const name = row.member as ApiFunctionName;
  return (api[name] as AnyFunction).bind(api);
}

/** A copy of `api` with each function replaced by what `replace` returns for its row. */
export function mapApi(
  api: Api,
  replace: (row: spec.FunctionRow, original: AnyFunction) => AnyFunction,
): Api {
  const mapped: Record<string, Value> = {};
  for (const row of spec.handles) mapped[row.name] = api[row.name as keyof Api];
  for (const row of spec.functions) mapped[row.member] = replace(row, functionOf(api, row));
  return mapped as unknown as Api;
}

/**
 * Mutants: functions of the context replaced by ones that do nothing. A test suite that does not notice does not test
 * the function.
 *
 * Each function gives up to two. One behaves as if it failed: it sets SystemError and returns the failure value of
 * its row. One behaves as if it had worked: it returns a value that a success could return, with out-parameters left
 * alone. A function that cannot fail has only the second kind; where it answers with an `int`, there is one mutant
 * for no and one for yes. Mutants of a function that cannot be told apart count once.
 */

import {
  type Api,
  type ApiFunctionName,
  failureValue,
  type Layer,
  type Memory,
  type Mode,
  type Pointer,
  type spec,
} from "@hpyjs/core";
import { mapApi, type Value } from "./api-map.ts";

/** One way to be wrong. */
export interface Mutant {
  /** The function that is replaced. */
  readonly name: ApiFunctionName;
  /** What the replacement does. */
  readonly does: "fails" | "returns null" | "nothing" | "says no" | "says yes";
}

/** How a mutant is reported: `List_Append fails`. */
export function mutantId({ name, does }: Mutant): string {
  return `${name} ${does}`;
}

/** The mutants of one function. */
export function mutantsOf(row: spec.FunctionRow): readonly Mutant[] {
  const name = row.member as ApiFunctionName;
  const ways = (...does: readonly Mutant["does"][]): readonly Mutant[] =>
    does.map((way) => ({ name, does: way }));
  if (row.fails !== "never") return ways("fails", "nothing");
  if (row.returns === "int") return ways("says no", "says yes");
  if (row.returns === "HPy" || pointsSomewhere(row)) return ways("returns null", "nothing");
  return ways("nothing");
}

/** Makes the mode that puts a mutant in the place of its function. */
export function mutantMode(mutant: Mutant): Mode {
  return (inner) => {
    const replace = replacement(inner, mutant.does);
    return {
      ...shared(inner),
      api: mapApi(inner.api, (row, original) => (row.member === mutant.name ? replace(row) : original)),
    };
  };
}

function shared({ name, api, extra, memory, boundary }: Layer): Layer {
  return { name, api, extra, memory, boundary };
}

function replacement(inner: Layer, does: Mutant["does"]): (row: spec.FunctionRow) => () => Value {
  const { api, memory } = inner;
  switch (does) {
    case "fails": {
      const message = cString(memory, "mutant");
      return (row) => () => {
        api.Err_SetString(api.h_SystemError, message);
        return failureValue[row.member as ApiFunctionName];
      };
    }
    case "nothing":
      return (row) => pretend(api, memory, row);
    case "says yes":
      return () => () => 1;
    default:
      return () => () => 0;
  }
}

/** Gives a value that a success could return. */
function pretend(api: Api, memory: Memory, row: spec.FunctionRow): () => Value {
  if (row.returns === "void") return () => undefined;
  if (row.returns === "HPy") return () => api.Dup(api.h_None);
  if (pointsSomewhere(row)) {
    // An empty string, or a struct of zeros that is large enough for any type of the suites.
    const zeros = memory.alloc(1024);
    return () => zeros;
  }
  return typeof failureValue[row.member as ApiFunctionName] === "bigint" ? () => 0n : () => 0;
}

/** Whether the function returns an address to read from. */
function pointsSomewhere(row: spec.FunctionRow): boolean {
  return row.owner === "handle";
}

function cString(memory: Memory, text: string): Pointer {
  const bytes = new TextEncoder().encode(text);
  const address = memory.alloc(bytes.length + 1);
  memory.u8().set(bytes, address);
  return address;
}

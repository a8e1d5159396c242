/**
 * The ABI as the lock writes it down: groups of names, each with one line of text that changes if and only if a
 * binary could notice. Names of parameters are not in it, sizes of things that only grow at the end are not either.
 */

import * as constants from "../../packages/core/src/spec/constants.ts";
import type { CType, DataModel } from "../../packages/core/src/spec/ctypes.ts";
import { entries } from "../../packages/core/src/spec/index.ts";
import { memberSize, members } from "../../packages/core/src/spec/members.ts";
import { signatures } from "../../packages/core/src/spec/signatures.ts";
import { slots } from "../../packages/core/src/spec/slots.ts";
import { entriesOffset, type Layout, layouts } from "../../packages/core/src/spec/structs.ts";
import type { Abi } from "./compare.ts";

const models: readonly DataModel[] = ["wasm32", "LP64"];

/** The ABI that the spec describes now. */
export function describeAbi(): Abi {
  return {
    entries: Object.fromEntries(
      entries.map((row) =>
        row.kind === "handle"
          ? [row.name, `${row.index} HPy`]
          : [`ctx_${row.member}`, `${row.index} ${prototype(row.returns, row.params, true)}`],
      ),
    ),
    signatures: Object.fromEntries(
      signatures.map((row) => [row.name, `${row.number} ${prototype(row.returns, row.params, row.context)}`]),
    ),
    slots: Object.fromEntries(slots.map((row) => [row.name, `${row.number} ${row.signature}`])),
    members: Object.fromEntries(
      members.map((row) => [
        row.name,
        `${row.number} ${row.type}${row.array ? "[]" : ""}, ${each((model) => memberSize(row, model))}`,
      ]),
    ),
    structs: describeStructs(),
    constants: describeConstants(),
  };
}

function prototype(returns: CType, params: Readonly<Record<string, CType>>, context: boolean): string {
  return `${returns} (${[...(context ? ["HPyContext *"] : []), ...Object.values(params)].join(", ")})`;
}

function each(value: (model: DataModel) => number): string {
  return models.map((model) => `${model} ${value(model)}`).join(", ");
}

/** The context's own size grows with its entries, whose offsets follow from their indices. */
function describeStructs(): Readonly<Record<string, string>> {
  const byModel = { wasm32: layouts("wasm32"), LP64: layouts("LP64") };
  const lines: Record<string, string> = { "HPyContext entries": `offset ${each(entriesOffset)}` };
  for (const [name, layout] of Object.entries(byModel.wasm32)) {
    const of = (model: DataModel): Layout => byModel[model][name] ?? layout;
    const fields = Object.keys(layout.offsets);
    if (name !== "HPyContext") {
      lines[name] = `size ${each((model) => of(model).size)}, align ${each((model) => of(model).align)}`;
    }
    for (const field of name === "HPyContext" ? fields.slice(0, 3) : fields) {
      lines[`${name}.${field}`] = `offset ${each((model) => of(model).offsets[field] ?? 0)}`;
    }
  }
  return lines;
}

/** Names that only people read are left out, and the minor version, which grows when entries are appended. */
function describeConstants(): Readonly<Record<string, string>> {
  const lines: Record<string, string> = {};
  for (const [group, values] of Object.entries(constants)) {
    for (const [name, value] of Object.entries(values)) {
      const line = `${group}.${name}`;
      if (group !== "contextNames" && line !== "abi.minor") lines[line] = String(value);
    }
  }
  return lines;
}

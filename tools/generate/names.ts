/** Renders `generated/names.ts`: the names of the entries, their indices, and the failure values. */

import { failureValue } from "../../packages/core/src/spec/facts.ts";
import { functions, handles } from "../../packages/core/src/spec/index.ts";
import { doc, header, property, union } from "./format.ts";

/** The text of `generated/names.ts`. */
export function renderNames(): string {
  const manual = functions.filter((row) => row.debug === "manual");
  const parts = [
    doc("", ["The name of a function of the context, as in `Api`."]),
    union(
      "ApiFunctionName",
      functions.map((row) => row.member),
    ),
    "",
    doc("", ["The name of a constant handle of the context, as in `Api`."]),
    union(
      "HandleName",
      handles.map((row) => row.name),
    ),
    "",
    doc("", ["The functions whose debug wrappers are written by hand."]),
    union(
      "ManualDebugName",
      manual.map((row) => row.member),
    ),
    "",
    doc("", ["The index of each constant handle in the context."]),
    "export const handleIndex: Readonly<Record<HandleName, number>> = {",
    ...handles.map((row) => property(row.name, row.index)),
    "};",
    "",
    doc("", ["The index of each function in the context."]),
    "export const functionIndex: Readonly<Record<ApiFunctionName, number>> = {",
    ...functions.map((row) => property(row.member, row.index)),
    "};",
    "",
    doc("", [
      "What each function returns when it could not do its work, the error indicator being set; undefined for those " +
        "that return nothing. Functions that never fail have the zero of their type here.",
      "`Long_AsSize_t` has its value on wasm32. Some values may be results too: the spec's rows tell.",
    ]),
    "export const failureValue: Readonly<Record<ApiFunctionName, number | bigint | undefined>> = {",
    ...functions.map((row) => property(row.member, failureValue(row, "wasm32"))),
    "};",
  ];
  return `${header}\n${parts.join("\n")}\n`;
}

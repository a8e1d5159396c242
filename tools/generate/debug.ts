/** Renders `debug/src/generated/uniform.ts`: debug mode's functions that only convert handles. */

import { functions } from "../../packages/core/src/spec/index.ts";
import type { FunctionRow } from "../../packages/core/src/spec/row.ts";
import { call, header } from "./format.ts";

/** Ends the interpreter, so it is allowed whenever it is called. */
const unchecked: ReadonlySet<string> = new Set(["FatalError"]);

function wrapper({ member, name, params, returns, debug }: FunctionRow): string {
  if (debug === "none" || unchecked.has(member)) return `    ${member},`;
  const lines = [`const where = "${name}";`];
  if (!Object.values(params).includes("HPy")) lines.push("context.check(where);");
  const args = Object.entries(params).map(([param, type]) => {
    if (type === "const char *") lines.push(`rawData.check(${param}, where);`);
    if (type !== "HPy") return param;
    const converted = `inner_${param}`;
    lines.push(`const ${converted} = context.in(${param}, where);`);
    return converted;
  });
  const result = `${member}(${args.join(", ")})`;
  lines.push(returns === "HPy" ? `return context.out(${result}, where);` : `return ${result};`);
  const body = lines.map((line) => `      ${line}`);
  return [call("    ", `${member}: `, Object.keys(params), " => {"), ...body, "    },"].join("\n");
}

/** The whole file. */
export function renderDebug(): string {
  const rows = functions.filter(({ debug }) => debug !== "manual");
  const members = rows.map(({ member }) => member);
  return [
    header,
    'import type { Api } from "@hpyjs/core";',
    'import type { DebugContext } from "../context.ts";',
    "",
    "/** The functions that only convert handles. */",
    `export type UniformName =\n${members.map((member) => `  | "${member}"`).join("\n")};`,
    "",
    "/** Makes these functions. @param api the functions of the layer below. */",
    "export function uniformFunctions(context: DebugContext, api: Api): Pick<Api, UniformName> {",
    "  const { rawData } = context;",
    `  const {\n${members.map((member) => `    ${member},`).join("\n")}\n  } = api;`,
    "  return {",
    ...rows.map(wrapper),
    "  };",
    "}",
    "",
  ].join("\n");
}

/** The pages of the API: one for each family of functions, one for the constants, one for the slots. */

import { cDeclaration, declarator } from "../../packages/core/src/spec/facts.ts";
import * as spec from "../../packages/core/src/spec.ts";
import { describeForms } from "./describe-forms.ts";
import type { Bench, Conformance } from "./reports.ts";
import { contextForms, type Form, familyDocumentation } from "./typescript-forms.ts";

/** A page that is made, as Markdown. */
export interface GeneratedPage {
  /** Where it is on the site, without `.html`. */
  readonly path: string;
  /** The text. */
  readonly markdown: string;
}

/** The reports whose numbers are on the pages. */
export interface ApiReports {
  readonly conformance: Conformance;
  readonly bench: Bench;
}

type FunctionRow = spec.FunctionRow;

const titles: Readonly<Record<string, string>> = {
  lifetime: "Handles",
  long: "Integers",
  float: "Floats and booleans",
  number: "Numbers",
  call: "Calling",
  iter: "Iteration",
  err: "Exceptions",
  type: "Types and instances",
  struct: "Structs",
  attribute: "Attributes",
  item: "Items and slices",
  object: "Any object",
  bytes: "Bytes",
  unicode: "Strings",
  list: "Lists",
  dict: "Dicts",
  tuple: "Tuples",
  slice: "Slice objects",
  import: "Importing",
  capsule: "Capsules",
  builder: "Builders",
  tracker: "Trackers",
  field: "Fields",
  global: "Globals",
  execution: "Leaving Python",
  eval: "Compiling and evaluating",
  contextvar: "Context variables",
  legacy: "CPython's objects",
  internal: "For debugging",
};

/** The constant's name in the file of the spec, where it is not the family's. */
const constants: Readonly<Record<string, string>> = { import: "imports", eval: "evaluation" };

function failure({ fails, failValue, returns, trampoline }: FunctionRow): string {
  switch (fails) {
    case "never":
      return trampoline === undefined ? "cannot fail" : "always sets an exception, and gives `HPy_NULL`";
    case "null":
      return `${returns === "HPy" ? "`HPy_NULL`" : "null"}, with an exception set`;
    case "error":
      return `\`${failValue}\`, which may be a result, too: \`HPyErr_Occurred()\` tells`;
    default:
      return `\`${fails}\`, with an exception set`;
  }
}

function ownership({ owner, returns }: FunctionRow): string {
  switch (owner) {
    case "caller":
      if (returns === "HPyListBuilder" || returns === "HPyTupleBuilder")
        return "the caller builds or cancels it";
      if (returns === "HPyThreadState") return "the caller restores it";
      if (returns === "cpy_PyObject *") return "a new reference, which the caller drops";
      return "the caller closes it (in TypeScript the end of the call does)";
    case "handle":
      return "lives as long as the handle; read it, never free it";
    case "extension":
      return "the extension's own pointer";
    case "none":
      return returns === "void" ? "nothing" : "a plain value";
  }
}

const availability: Readonly<Record<FunctionRow["abi"], string>> = {
  all: "every ABI",
  legacy: "the ABIs that have CPython's C API beside HPy's",
  internal: "only upstream's C trampolines for CPython",
};

const debugging: Readonly<Record<FunctionRow["debug"], string>> = {
  auto: "checks the handles that go in",
  manual: "has checks of its own",
  none: "passes it through",
};

function suites(row: FunctionRow, family: string, { exercised }: Conformance): string {
  const found = exercised[row.member] ?? [];
  if (found.length === 0)
    return row.abi === "internal" ? "none: nothing here calls it" : "none in the last run";
  const own = found.filter((name) => name === family || name.startsWith(`${family}-`));
  const others = found.filter((name) => !own.includes(name));
  const shown = [...own, ...others].slice(0, 6).map((name) => `\`${name}\``);
  const rest = found.length - shown.length;
  return `${shown.join(", ")}${rest > 0 ? ` and ${rest} more` : ""}`;
}

/** What the bench measured of a function; nothing where it does not measure it. */
function cost(row: FunctionRow, { functions }: Bench): readonly (readonly [string, string])[] {
  const found = Object.entries(functions).find(([name]) => name.split(", ")[0] === row.member);
  if (found === undefined) return [];
  const [name, times] = found;
  const text = Object.entries(times).map(([context, time]) => `${context} ${time.toFixed(0)} ns`);
  const [, ...others] = name.split(", ");
  const also = others.map((other) => (other === "Close" ? "closing the result" : `\`${other}\``));
  return [["Cost", `${text.join(", ")}${also.length === 0 ? "" : `, with ${also.join(" and ")}`}`]];
}

function consumed({ consumes }: FunctionRow): readonly (readonly [string, string])[] {
  return consumes === undefined ? [] : [["Consumes", `\`${consumes}\`, whether it succeeds or not`]];
}

function section(
  row: FunctionRow,
  family: string,
  forms: readonly Form[] | undefined,
  reports: ApiReports,
): string {
  const typescript =
    forms === undefined
      ? "It has no form in TypeScript.\n"
      : `\`\`\`ts\n${forms.map(({ declaration }) => declaration).join("\n")}\n\`\`\`\n`;
  const facts: readonly (readonly [string, string])[] = [
    ["Index", String(row.index)],
    ["Failure in C", failure(row)],
    ["Result", ownership(row)],
    ...consumed(row),
    ["Python code", row.reenters ? "may run before it returns" : "does not run inside"],
    ["Debug mode", debugging[row.debug]],
    ["Offered by", availability[row.abi]],
    ["Suites", suites(row, family, reports.conformance)],
    ...cost(row, reports.bench),
  ];
  return [
    `## ${row.name}`,
    "",
    describeForms(forms ?? [], row.name),
    "",
    "```c",
    `${cDeclaration(row)};`,
    "```",
    "",
    typescript,
    "| | |",
    "|---|---|",
    ...facts.map(([name, text]) => `| ${name} | ${text} |`),
    "",
  ].join("\n");
}

function familyPage(
  family: string,
  rows: readonly FunctionRow[],
  about: string,
  forms: ReadonlyMap<string, readonly Form[]>,
  reports: ApiReports,
): GeneratedPage {
  const sorted = [...rows].sort((a, b) => a.index - b.index);
  const list = sorted.map(({ name }) => `- [\`${name}\`](#${name.toLowerCase()})`);
  const text = [
    `# ${titles[family] ?? family}`,
    "",
    about,
    "",
    ...list,
    "",
    ...sorted.map((row) => section(row, family, forms.get(row.member), reports)),
  ];
  return { path: `api/${family}`, markdown: text.join("\n") };
}

function indexPage(families: readonly (readonly [string, readonly FunctionRow[]])[]): GeneratedPage {
  const count = spec.functions.length;
  const groups = families.map(([family, rows]) => {
    const links = rows.map(({ name }) => `[\`${name}\`](${family}.md#${name.toLowerCase()})`);
    return `## ${titles[family] ?? family}\n\n${links.join(" · ")}\n\n[More: ${titles[family] ?? family}](${family}.md)\n`;
  });
  const text = `# The API, function by function

The context has ${spec.entries.length} entries: ${count} functions, which are on these pages, and ${spec.handles.length}
[constants](constants.md). They are HPy's, under HPy's names, at HPy's indices.

In C a function is called \`HPyList_Append(ctx, list, item)\`. In TypeScript it is \`ctx.List_Append(list, item)\`: the
name without \`HPy\`, JavaScript's strings and numbers, exceptions in place of failure values. Each function's entry says

- its **index**, the place in the context that never changes;
- its **failure** in C: what to compare the result with. In TypeScript every failure is a thrown error;
- whose its **result** is;
- whether **Python code** can run before it returns, which may change whatever the function's caller looked at before;
- what **debug mode** does with it;
- the **suites** of the [conformance tests](../conformance.md) that exercised it in the run that is shown there;
- its **cost** in each mode, for the functions that the [benchmark](../benchmarks.md) measures.

Beyond these there are [helpers](helpers.md) such as \`HPyArg_Parse\`, which C extensions compile into themselves, and
[what TypeScript has beyond HPy](comforts.md).

${groups.join("\n")}`;
  return { path: "api/index", markdown: text };
}

function constantsPage(): GeneratedPage {
  const groups: Readonly<Record<string, string>> = {
    constant: "Objects",
    type: "Types",
    exception: "Exceptions",
    warning: "Warnings",
    reflection: "Namespaces",
  };
  const parts = Object.entries(groups).map(([group, title]) => {
    const rows = spec.handles.filter((row) => row.group === group);
    const lines = rows.map(({ index, name, python }) => `| \`${name}\` | \`${python}\` | ${index} |`);
    return `## ${title}\n\n| entry | in Python | index |\n|---|---|---|\n${lines.join("\n")}\n`;
  });
  const text = `# Constants

The ${spec.handles.length} constant handles of the context: \`ctx->h_None\` in C, \`ctx.h_None\` in TypeScript. They live as long
as the context and are never closed. To return one from C, return \`HPy_Dup(ctx, ctx->h_None)\`; TypeScript does that
by itself.

\`OSError\` is also \`EnvironmentError\` and \`IOError\`. In the sandbox \`h_Builtins\` needs a
[grant](../guide/sandbox.md).

${parts.join("\n")}`;
  return { path: "api/constants", markdown: text };
}

function slotsPage(): GeneratedPage {
  const signature = (name: string) => spec.signatures.find((row) => row.name === name);
  const lines = spec.slots.map(({ number, name, signature: of, beyond }) => {
    const row = signature(of);
    const params = Object.entries(row?.params ?? {}).map(([param, type]) => declarator(type, param));
    const c = `${row?.returns} (${[...(row?.context ? ["ctx"] : []), ...params].join(", ")})`;
    return `| \`${name}\`${beyond ? " *" : ""} | \`${c}\` | ${row?.fails === "never" ? "" : `\`${row?.fails}\``} | ${number} |`;
  });
  const beyond = spec.slots.filter((slot) => slot.beyond).length;
  const text = `# Slots

What the interpreter asks of a type or a module. In C a slot is written
\`HPyDef_SLOT(name, HPy_tp_repr)\` with an implementation \`name_impl\`; in TypeScript it is a key of \`slots\`, whose
function gets \`ctx\` and handles, and returns what Python expects, as a handle or as a JavaScript value. The compiler
knows each slot's signature. See [types and subclasses](../guide/types.md).

The ${beyond} slots with a star are beyond upstream HPy 0.9.

| slot | in C | failure | number |
|---|---|---|---|
${lines.join("\n")}
`;
  return { path: "api/slots", markdown: text };
}

/** All pages of the API. */
export function apiPages(reports: ApiReports): readonly GeneratedPage[] {
  const forms = contextForms();
  const about = familyDocumentation();
  const families = Object.entries(spec.families);
  return [
    indexPage(families),
    ...families.map(([family, rows]) =>
      familyPage(family, rows, about.get(constants[family] ?? family) ?? "", forms, reports),
    ),
    constantsPage(),
    slotsPage(),
  ];
}

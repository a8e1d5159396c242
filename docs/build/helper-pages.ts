/** The pages of what is not in the context: C's helpers with their forms in TypeScript, and what TypeScript has alone. */

import { globSync, readFileSync } from "node:fs";
import { memberName } from "../../packages/core/src/spec/row.ts";
import { functions, handles } from "../../packages/core/src/spec.ts";
import type { GeneratedPage } from "./api-pages.ts";
import { describeForms } from "./describe-forms.ts";
import { root } from "./root.ts";
import { contextForms, type Form } from "./typescript-forms.ts";

const declared = /HPyAPI_(?:HELPER|INLINE_HELPER|FUNC)\s+([^;{()]*?\b(_?HPy\w*)\([^)]*\))\s*[;{]/g;

/** The functions that the headers declare or define, but that are no entries of the context, by name. */
function helpers(): ReadonlyMap<string, string> {
  const entries = new Set(functions.map(({ name }) => name));
  const found = new Map<string, string>();
  const files = globSync("packages/devel/include/hpy/{runtime/*,inline_helpers,functions}.h", { cwd: root });
  for (const path of files.sort()) {
    for (const [, declaration = "", name = ""] of readFileSync(root + path, "utf8").matchAll(declared)) {
      if (!entries.has(name)) found.set(name, declaration.replaceAll(/\s+/g, " "));
    }
  }
  return found;
}

function typescript(forms: readonly Form[]): string {
  return `\`\`\`ts\n${forms.map(({ declaration }) => declaration).join("\n")}\n\`\`\`\n`;
}

function helpersPage(
  c: ReadonlyMap<string, string>,
  forms: ReadonlyMap<string, readonly Form[]>,
): GeneratedPage {
  const parts = [...c].map(([name, declaration]) => {
    const inTypescript = forms.get(memberName(name));
    const text = inTypescript === undefined ? "" : `${describeForms(inTypescript, name)}\n`;
    const form = inTypescript === undefined ? "It has no form in TypeScript.\n" : typescript(inTypescript);
    return `## ${name}\n\n${text}\n\`\`\`c\n${declaration};\n\`\`\`\n\n${form}`;
  });
  const text = `# Helpers

Functions that are no entries of the context: C extensions compile them into themselves, from the headers of
\`@hpyjs/devel\`. In TypeScript they are members of the context all the same. Formats for arguments are explained on
[the call protocol](../guide/calls.md). They fail as the functions of the context do; \`HPyArg_Parse\` and its kin return 0
with an exception set.

${parts.join("\n")}`;
  return { path: "api/helpers", markdown: text };
}

function comfortsPage(names: readonly string[], forms: ReadonlyMap<string, readonly Form[]>): GeneratedPage {
  const part = (name: string): string => {
    const found = forms.get(name) ?? [];
    const own = found[0]?.declaration.match(/\b(?:ctx|legacy)\.(\w+)/)?.[1] ?? name;
    return `## ${own}\n\n${describeForms(found, name)}\n\n${typescript(found)}`;
  };
  const text = `# What TypeScript has beyond HPy

Members of the context for which there is no function in C. Those of \`legacy\` are for
[hybrid modules](../packages/abi-hybrid.md).

${names.map(part).join("\n")}`;
  return { path: "api/comforts", markdown: text };
}

/** The pages. */
export function helperPages(): readonly GeneratedPage[] {
  const c = helpers();
  const forms = contextForms();
  const known = new Set([
    ...functions.map(({ member }) => member),
    ...handles.map(({ name }) => name),
    ...[...c.keys()].map(memberName),
  ]);
  const beyond = [...forms.keys()].filter((name) => !known.has(name));
  return [helpersPage(c, forms), comfortsPage(beyond, forms)];
}

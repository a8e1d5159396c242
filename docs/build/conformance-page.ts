/** The page that shows what the conformance tests have found. */

import type { GeneratedPage } from "./api-pages.ts";
import { escapeHtml } from "./highlight.ts";
import type { Conformance, Counts, TargetResult } from "./reports.ts";

const languages: Readonly<Record<string, string>> = { typescript: "TypeScript", c: "C" };

/** What a target is, in words: `C, sandboxed, universal ABI`. */
function describe({ about }: Pick<TargetResult, "about">): string {
  const { language, abi, sandboxed } = about;
  const flavour = language === "typescript" ? "" : sandboxed ? ", sandboxed" : ", linked";
  return `${languages[language] ?? language}${flavour}, ${abi} ABI`;
}

function modesOf({ about }: TargetResult): string {
  return about.modes.length === 0 ? "release" : about.modes.join(" + ");
}

function cell(result: TargetResult | undefined): string {
  if (result === undefined) return '<td class="none">–</td>';
  const { about, passed, failed, functions, skipped } = result;
  const state = failed > 0 ? "failed" : "passed";
  const covered = about.counted ? `; ${functions.covered} of ${functions.total} functions covered` : "";
  const title = `${passed} passed, ${failed} failed, ${skipped} skipped${covered}`;
  return `<td class="${state}" title="${title}">${failed > 0 ? `${failed} failed` : passed}</td>`;
}

function suiteCell(counts: Counts | undefined): string {
  if (counts === undefined) return '<td class="none">–</td>';
  const { passed, failed, skipped } = counts;
  if (failed > 0) return `<td class="failed">${failed} failed</td>`;
  if (passed === 0) return '<td class="none">–</td>';
  return `<td class="passed"${skipped > 0 ? ` title="${skipped} skipped"` : ""}>${passed}</td>`;
}

/** The matrix: targets against versions of Python, and suites against targets. */
export function conformancePage({ targets, impossible }: Conformance): GeneratedPage {
  const results = Object.values(targets);
  const pythons = [...new Set(results.map(({ about }) => about.python))].sort();
  const rows = Map.groupBy(results, (result) => `${describe(result)}|${modesOf(result)}`);
  const matrix = [...rows].map(([key, found]) => {
    const [what = "", modes = ""] = key.split("|");
    const cells = pythons.map((python) => cell(found.find(({ about }) => about.python === python)));
    return `<tr><th scope="row">${what}</th><td>${modes}</td>${cells.join("")}</tr>`;
  });

  const ruledOut = impossible.map(({ language, sandboxed, abi, modes, reason }) => {
    const about = { language, sandboxed, abi, python: "", modes: [], counted: false };
    return `- ${describe({ about })}${modes === "all" ? "" : ", in a mode"}: ${reason}.`;
  });

  const newest = pythons.at(-1);
  const shown = results.filter(({ about }) => about.python === newest && about.modes.length === 0);
  const suites = [...new Set(shown.flatMap((result) => Object.keys(result.suites)))].sort();
  const bySuite = suites.map(
    (suite) =>
      `<tr><th scope="row">${escapeHtml(suite)}</th>${shown.map((one) => suiteCell(one.suites[suite])).join("")}</tr>`,
  );
  const covered = results.filter(({ about }) => about.counted);
  const functions = covered.every((one) => one.functions.covered === one.functions.total);
  const slots = covered.every((one) => one.slots.covered === one.slots.total);
  const total = results.reduce((sum, { passed }) => sum + passed, 0);
  const failed = results.reduce((sum, one) => sum + one.failed, 0);
  const text = `# Conformance

One set of suites runs on every combination of language, ABI, modes and Python: ${total.toLocaleString("en")} tests passed
and ${failed} failed in this run, on ${results.length} ${results.length === 1 ? "target" : "targets"}. Each test is a leak test, too: it is repeated, and neither handles
nor references nor memory may grow. ${functions && slots ? "Every function and every slot that a target offers was exercised." : ""}

A number is the count of tests that passed; pointed at, it says what failed, what was skipped, and how many functions were
covered, where that is counted. A dash is a combination that is not in this run.
${ruledOut.length === 0 ? "" : `Some combinations cannot exist:\n\n${ruledOut.join("\n")}\n`}
<div class="table" tabindex="0"><table class="matrix">
<thead><tr><th scope="col">extensions</th><th scope="col">mode</th>${pythons.map((python) => `<th scope="col">Python ${python}</th>`).join("")}</tr></thead>
<tbody>${matrix.join("\n")}</tbody>
</table></div>

Some tests break a rule of HPy on purpose. In debug mode its report takes the place of what they expect; they count as
skipped there, and the list of them is exact: a listed test that passes fails the run.

## By suite

The suites on Python ${newest}, in release mode. A suite has the name that its family has in [the API](api/index.md);
some are about what lies beyond single functions. A dash is a suite that is not for such extensions.

<div class="table" tabindex="0"><table class="matrix">
<thead><tr><th scope="col">suite</th>${shown.map((one) => `<th scope="col">${describe(one)}</th>`).join("")}</tr></thead>
<tbody>${bySuite.join("\n")}</tbody>
</table></div>

## Running it

\`\`\`text
npx pnpm@12 conformance                        # everything
npx pnpm@12 conformance --suite list           # one family
npx pnpm@12 conformance --mutate               # would the tests notice a wrong function?
npx pnpm@12 conformance --json docs/data/conformance.json   # what this page shows
\`\`\`

The suites are [a library](packages/conformance.md) that takes a target, and upstream HPy's own tests run, too:
\`npx pnpm@12 upstream --help\`.
`;
  return { path: "conformance", markdown: text };
}

/** A stopwatch for Python statements. */

import type { PyodideInterface } from "pyodide";

const source = `
def _measure(statements, runs, rounds, times):
    import json, time
    functions = {}
    for name, statement in json.loads(statements).items():
        scope = {}
        body = "\\n    ".join([statement] * times)
        exec(f"def run(count):\\n  for _ in range(count):\\n    {body}", globals(), scope)
        functions[name] = scope["run"]
    best = dict.fromkeys(functions, float("inf"))
    for _ in range(rounds):
        for name, run in functions.items():
            start = time.perf_counter()
            run(runs // times)
            best[name] = min(best[name], time.perf_counter() - start)
    return json.dumps({name: seconds / runs * 1e9 for name, seconds in best.items()})
`;

/**
 * Times Python statements, which see the globals of `__main__`. They take turns, and the best turn of each counts, so
 * that whatever else the machine does slows none of them down more than the others.
 *
 * @param statements a statement, on one line, by name.
 * @param runs how often a statement runs in one turn.
 * @param rounds how many turns each gets.
 * @param times how often the statement stands in the loop that is timed: more than once where the loop's own cost is
 * not small against the statement's.
 * @returns nanoseconds per run, by name.
 */
export function measure<Name extends string>(
  pyodide: PyodideInterface,
  statements: Readonly<Record<Name, string>>,
  runs: number,
  rounds = 15,
  times = 1,
): Readonly<Record<Name, number>> {
  pyodide.runPython(source);
  const argument = JSON.stringify(JSON.stringify(statements));
  const result: string = pyodide.runPython(`_measure(${argument}, ${runs}, ${rounds}, ${times})`);
  return JSON.parse(result);
}

/** A duration in readable words: `38.1 ns`, `1.25 ms`. */
export function duration(nanoseconds: number): string {
  const [unit, scale] = nanoseconds < 1e3 ? ["ns", 1] : nanoseconds < 1e6 ? ["µs", 1e3] : ["ms", 1e6];
  return `${(nanoseconds / scale).toPrecision(3)} ${unit}`;
}

/** Prints lines of a name and a duration, each with a remark. */
export function printTable(
  rows: readonly (readonly [name: string, nanoseconds: number, remark?: string])[],
): void {
  const width = Math.max(...rows.map(([name]) => name.length));
  for (const [name, nanoseconds, remark = ""] of rows) {
    console.log(`  ${name.padEnd(width)}  ${duration(nanoseconds).padStart(8)}  ${remark}`.trimEnd());
  }
}

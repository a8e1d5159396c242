/** The runtime from Python alone: the wheels, unpacked as micropip unpacks them, and nothing else. */

import { steps } from "../../wheel/steps.ts";
import { fetchBytes, type Situation, type Tests } from "./situation.ts";

/** What a page without any way to evaluate a script is told, by the runtime and by an extension that is a script. */
const forbidden = "Content-Security-Policy forbids to evaluate scripts";

/** Prepares the wheels, and gives the tests. */
export async function useWheels({ pyodide, evaluation, preloaded }: Situation): Promise<Tests> {
  const names = (await (await fetch("/wheels.json")).json()) as readonly string[];
  const run = (code: string): unknown => pyodide.runPython(code);
  const extractDir = String(run("import site; site.getsitepackages()[0]"));
  for (const name of names) {
    pyodide.unpackArchive(await fetchBytes(`/${name}`), "wheel", { extractDir });
  }
  run("import importlib; importlib.invalidate_caches()");
  const mustFail = (code: string): void => {
    try {
      run(code);
    } catch (error) {
      if (error instanceof Error && error.message.includes(forbidden)) return;
      throw error;
    }
    throw new Error(`nothing was raised by ${code}`);
  };
  if (evaluation === "none" && !preloaded) {
    return [["the runtime says what to allow", () => mustFail("import words")]];
  }
  return steps.map(([name, code]) => {
    const isScript = code.includes("v8json");
    return evaluation === "none" && isScript
      ? [`${name}, but for the policy`, () => mustFail("import v8json")]
      : [name, () => run(code)];
  });
}

/**
 * What a page or a worker of the browser tests runs. Its address says what: which Python, `whole` or `wheel`, and which way
 * of evaluating scripts its content security policy leaves. The results go to whoever waits for `report`.
 */

import type { BrowserPyodide, Evaluation, Report, Situation } from "./situation.ts";
import { useWheels } from "./use-wheels.ts";
import { wholePath } from "./whole-path.ts";

interface PyodidePackage {
  loadPyodide(options: { readonly indexURL: string }): Promise<BrowserPyodide>;
}

async function run(): Promise<Report> {
  const parameters = new URLSearchParams(location.search);
  const folder = new URL(`/python-${parameters.get("python")}/`, location.href).href;
  const importScripts: unknown = Reflect.get(globalThis, "importScripts");
  // In a classic worker Pyodide is a script, elsewhere a module.
  const isClassic = parameters.has("classic") && typeof importScripts === "function";
  if (isClassic) importScripts(`${folder}pyodide.js`);
  const { loadPyodide } = (isClassic ? globalThis : await import(`${folder}pyodide.mjs`)) as PyodidePackage;
  const situation: Situation = {
    pyodide: await loadPyodide({ indexURL: folder }),
    evaluation: parameters.get("evaluation") as Evaluation,
    preloaded: parameters.has("preload"),
  };
  const tests = await (parameters.get("run") === "wheel" ? useWheels : wholePath)(situation);
  const report: [string, string][] = [];
  for (const [name, test] of tests) {
    try {
      await test();
      report.push([name, ""]);
    } catch (error) {
      report.push([name, error instanceof Error ? (error.stack ?? error.message) : String(error)]);
    }
  }
  return report;
}

function tell(report: Report): void {
  if (typeof document === "undefined") postMessage(report);
  else Reflect.set(globalThis, "report", report);
}

run().then(tell, (error) => tell([["the page starts", error?.stack ?? String(error)]]));

/**
 * The thread with the compiler. What it is sent is a {@link CompileMessage}; it answers each with a
 * {@link CompileAnswer}.
 */

import { join } from "node:path";
import { parentPort } from "node:worker_threads";
import { type Abi, type Compiler, loadCompiler, type PythonHeaders, type PythonVersion } from "@hpyjs/devel";
import { cacheFolder, DirectoryStore, findPythonHeaders } from "@hpyjs/devel/node";
import type { CompileAnswer, CompileMessage, CompileRequest } from "./sync-compiler.ts";

/** Loads the compiler with the first request: most children that stand in for Python processes compile nothing. */
let loading: Promise<Compiler> | undefined;

let headers: PythonHeaders | undefined;

/** CPython's own headers, which the sources include; where they are, the environment may say. */
function pythonHeaders(version: PythonVersion): PythonHeaders {
  headers ??= findPythonHeaders(version, process.env.HPY_PYTHON_INCLUDE);
  return headers;
}

/** Compiles as upstream's suite does: without optimisation, and warnings are errors. */
async function compile({ name, sources, abi, python }: CompileRequest): Promise<CompileAnswer> {
  loading ??= loadCompiler({ cache: new DirectoryStore(join(cacheFolder(), "upstream")) });
  const compiler = await loading;
  const options = { optimise: "0", debug: true, flags: ["-Wfatal-errors", "-Werror"] } as const;
  // The mode is chosen when a module is loaded: debug and trace load what is compiled for the universal ABI.
  const [target] = (abi === "debug" || abi === "trace" ? "universal" : abi).split("+") as [Abi];
  if (target === "universal") return compiler.compile({ name, sources, abi: target, ...options });
  return compiler.compile({ name, sources, abi: target, python: pythonHeaders(python), ...options });
}

parentPort?.on("message", async ({ request, port, signal }: CompileMessage) => {
  let answer: CompileAnswer;
  try {
    answer = await compile(request);
  } catch (error) {
    answer = {
      ok: false,
      stderr: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
    };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
});

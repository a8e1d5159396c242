/**
 * The worker of the live page: an interpreter with HPy.js, and what builds extensions for it. A script that does not end
 * is ended with the worker.
 */

import { createDebug, type LeakDetector } from "@hpyjs/debug";
import { withPython as debugWithPython } from "@hpyjs/debug/python";
import { createTrace, record } from "@hpyjs/trace";
import { withPython as traceWithPython } from "@hpyjs/trace/python";
import { type Extension, loadHPy, WasmInUseError } from "hpyjs";
import type { PyodideAPI } from "pyodide";
import { buildTypeScript, LazyCompiler, SourceError } from "./build-extension.ts";
import type { Reply, Request, RunRequest } from "./protocol.ts";

/** The folder that Pyodide is loaded from; the build fills it in. */
declare const PYODIDE: string;

const reply = (message: Reply): void => postMessage(message);
const progress = (text: string): void => reply({ kind: "progress", text });
const write = (stream: "out" | "err", text: string): void => reply({ kind: "output", stream, text });

/** Without the frames of the page's own code and of the interpreter, which tell nothing about the extension. */
function withoutFrames(text: string): string {
  return text
    .replaceAll(/^ +at .*(?:\/app\/js\/|\/pyodide\.asm\.).*\n?/gm, "")
    .replace(/^ *now:\n(?! +at )/m, "")
    .trimEnd();
}

function messageOf(thrown: unknown): string {
  if (thrown instanceof SourceError) return thrown.message;
  if (!(thrown instanceof Error)) return String(thrown);
  // Pyodide's own frames around the user's are of no interest here.
  const frames = /^ {2}File "\/lib\/python\d+\.zip\/_pyodide\/[\s\S]*?(?=^ {2}File "(?!\/lib\/python))/m;
  const text = withoutFrames(thrown.message.replace(frames, "")) || String(thrown);
  return thrown.name === "InterpreterDeadError" ? `${text}\n“Stop and restart” starts one.` : text;
}

/** Ends the watch for leaks. @returns the report of those that were found. */
function found(leaks: LeakDetector): readonly string[] {
  try {
    leaks.stop();
    return [];
  } catch (thrown) {
    return [messageOf(thrown)];
  }
}

/** An interpreter with HPy.js. */
class Workplace {
  readonly #pyodide: PyodideAPI;
  readonly #debug = createDebug({ onViolation: "throw" });
  readonly #trace = createTrace();
  readonly #hpy;
  readonly #compiler = new LazyCompiler();
  readonly #push: (line: string) => boolean;

  constructor(pyodide: PyodideAPI) {
    this.#pyodide = pyodide;
    this.#hpy = loadHPy(pyodide, {
      modes: { debug: debugWithPython(this.#debug), trace: traceWithPython(this.#trace) },
    });
    this.#push = pyodide.runPython(
      "import code; code.InteractiveConsole(globals(), filename='<console>').push",
    ) as (line: string) => boolean;
  }

  /** Builds, loads and runs. */
  async run(request: RunRequest): Promise<void> {
    const { language, extension, mode } = request;
    progress("Building");
    const extensions =
      language === "ts" ? await buildTypeScript(extension) : await this.#compiler.build(extension, progress);
    for (const one of extensions) await this.#load(one, request);
    progress("Running");
    const reports: string[] = [];
    const stopListening = this.#debug.onReport((report) => reports.push(withoutFrames(String(report))));
    const leaks = mode === "debug" ? this.#debug.detectLeaks() : null;
    const recording = mode === "trace" ? record(this.#trace) : null;
    try {
      this.#pyodide.runPython(request.script);
    } finally {
      stopListening();
      if (recording !== null) {
        recording.stop();
        reply({ kind: "trace", rows: recording.report().rows });
      }
      if (leaks !== null) {
        reports.push(...found(leaks));
        reply({ kind: "debug", text: reports.join("\n\n") || "No leaks, and no rule was broken." });
      }
    }
  }

  async #load(extension: Extension, { mode, flavour }: RunRequest): Promise<void> {
    const modes = mode === "release" ? [] : [mode];
    if (!("bytes" in extension)) {
      this.#hpy.load(extension, { modes });
      return;
    }
    try {
      this.#hpy.unload(extension.path);
    } catch (thrown) {
      // The console still has something of it: then both live.
      if (!(thrown instanceof WasmInUseError)) throw thrown;
    }
    const policy =
      flavour === "linked"
        ? { flavour }
        : { flavour, library: await (await import("@hpyjs/devel")).libcModule() };
    this.#hpy.load(extension, { modes, ...policy });
  }

  /** Runs a line of the console. @returns whether the statement goes on. */
  console(line: string): boolean {
    return this.#push(line);
  }
}

async function open(): Promise<Workplace> {
  progress("Loading Python");
  const url = new URL("pyodide.mjs", new URL(PYODIDE, import.meta.url)).href;
  const { loadPyodide } = (await import(url)) as typeof import("pyodide");
  const pyodide = await loadPyodide({
    stdout: (text) => write("out", `${text}\n`),
    stderr: (text) => write("err", `${text}\n`),
  });
  const workplace = new Workplace(pyodide);
  reply({ kind: "ready", python: String(pyodide.runPython("import platform; platform.python_version()")) });
  return workplace;
}

const opened: Promise<Workplace | null> = open().catch((thrown) => {
  reply({ kind: "unavailable", reason: messageOf(thrown) });
  return null;
});

let queue: Promise<unknown> = opened;

async function answer(request: Request): Promise<void> {
  const workplace = await opened;
  if (workplace === null) return;
  try {
    if (request.kind === "console") {
      reply({ kind: "prompt", more: workplace.console(request.line) });
      return;
    }
    await workplace.run(request);
    reply({ kind: "done", ok: true });
  } catch (thrown) {
    write("err", `${messageOf(thrown)}\n`);
    reply(request.kind === "console" ? { kind: "prompt", more: false } : { kind: "done", ok: false });
  }
}

addEventListener("message", ({ data }: MessageEvent<Request>) => {
  queue = queue.then(() => answer(data));
});

/** clang from the npm registry: clang and wasm-ld compiled to WebAssembly, for Node and for browsers. */

import { commands, Exit, type OutputStream, runLLVM, type Tree } from "@yowasp/clang";
import type { Clang, ClangDriver, ClangRun, FileMap } from "./clang.ts";
import { type Plan, readPlan, standIns } from "./plan.ts";

/** Is told how far the compiler has been loaded, in bytes. */
export type LoadProgress = (done: number, total: number) => void;

/** Loads the compiler, which takes some seconds the first time: a hundred megabytes. */
export async function loadYowasp(progress: LoadProgress = () => {}): Promise<Clang> {
  const options = {
    fetchProgress: ({ doneLength, totalLength }: { doneLength: number; totalLength: number }) =>
      progress(doneLength, totalLength),
  };
  await commands.clang(undefined, {}, options);
  const wasi = "--target=wasm32-wasip1";
  const plans = new Map<string, Plan>();
  return {
    version: runTool(["clang", "--version"], {}, "").stderr,
    target: {
      pic: [wasi, "-fPIC"],
      plain: [wasi],
      linkSide: [wasi, "-nostdlib"],
      linkReactor: [wasi, "-mexec-model=reactor", "-lc-printscan-long-double"],
    },
    run: (driver, args, files, output) => runDriver(plans, driver, args, files, output),
  };
}

/** Runs one of the compiler's tools, once it has been loaded: the first argument is its name. */
export function runTool(command: readonly string[], files: FileMap, output: string): ClangRun {
  const printed: Uint8Array[] = [];
  const print: OutputStream = (bytes) => {
    if (bytes !== null) printed.push(bytes.slice());
  };
  const options = { synchronously: true, stdin: null, stdout: print, stderr: print, decodeASCII: false };
  try {
    const after = runLLVM([...command], toTree(files), options) as Tree;
    const written = at(after, output);
    const bytes = written instanceof Uint8Array ? new Uint8Array(written) : null;
    return { ok: true, stderr: decode(printed), output: bytes };
  } catch (thrown) {
    if (thrown instanceof Exit) return { ok: false, stderr: decode(printed), output: null };
    // Each run has an instance of its own, so that one that breaks down costs nothing but itself.
    const crash = `${command[0]} broke down: ${thrown instanceof Error ? thrown.message : thrown}\n`;
    return { ok: false, stderr: decode(printed) + crash, output: null };
  }
}

/** Runs what a driver plans, which for our command lines is one command. */
function runDriver(
  plans: Map<string, Plan>,
  driver: ClangDriver,
  args: readonly string[],
  files: FileMap,
  output: string,
): ClangRun {
  const names = standIns(args, (arg) => Object.hasOwn(files, arg), output);
  const key = JSON.stringify([driver, names.args]);
  let plan = plans.get(key);
  if (plan === undefined) {
    const stand = Object.fromEntries(names.inputs.map((name) => [name, ""]));
    const { ok, stderr } = runTool([driver, "-###", ...names.args], stand, "");
    plan = readPlan(stderr, ok);
    plans.set(key, plan);
  }
  const said = names.restoreText(plan.said);
  if (!plan.ok || plan.commands.length !== 1) return { ok: false, stderr: said, output: null };
  const run = runTool(names.restore(plan.commands[0] ?? []), files, output);
  return { ...run, stderr: said + run.stderr };
}

function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder();
  return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join("") + decoder.decode();
}

function toTree(files: FileMap): Tree {
  const root: Tree = {};
  for (const [path, content] of Object.entries(files)) {
    const parts = path.split("/").filter((part) => part !== ".");
    const name = parts.pop() as string;
    let folder = root;
    for (const part of parts) {
      folder[part] ??= {};
      folder = folder[part] as Tree;
    }
    folder[name] = content;
  }
  return root;
}

function at(tree: Tree, path: string): Tree[string] | undefined {
  let found: Tree[string] | undefined = tree;
  for (const part of path.split("/")) {
    if (typeof found !== "object" || found instanceof Uint8Array) return undefined;
    found = found[part];
  }
  return found;
}

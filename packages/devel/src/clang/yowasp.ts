/** clang from the npm registry: clang and wasm-ld compiled to WebAssembly, for Node and for browsers. */

import { commands, Exit, type OutputStream, type Tree } from "@yowasp/clang";
import type { Clang, ClangDriver, ClangRun, FileMap } from "./clang.ts";

/** Is told how far the compiler has been loaded, in bytes. */
export type LoadProgress = (done: number, total: number) => void;

/** Loads the compiler, which takes some seconds the first time: a hundred megabytes. */
export async function loadYowasp(progress: LoadProgress = () => {}): Promise<Clang> {
  const options = {
    fetchProgress: ({ doneLength, totalLength }: { doneLength: number; totalLength: number }) =>
      progress(doneLength, totalLength),
  };
  await commands.clang(undefined, {}, options);
  const { stderr: version } = runYowasp("clang", ["--version"], {}, "");
  const wasi = "--target=wasm32-wasip1";
  return {
    version,
    target: {
      pic: [wasi, "-fPIC"],
      plain: [wasi],
      linkSide: [wasi, "-nostdlib"],
      linkReactor: [wasi, "-mexec-model=reactor", "-lc-printscan-long-double"],
    },
    run: runYowasp,
  };
}

/** Runs one of the loaded compiler's tools, as `Clang.run` does. */
export function runYowasp(
  tool: ClangDriver | "ar",
  args: readonly string[],
  files: FileMap,
  output: string,
): ClangRun {
  const printed: Uint8Array[] = [];
  const print: OutputStream = (bytes) => {
    if (bytes !== null) printed.push(bytes.slice());
  };
  let after: Tree;
  try {
    const options = { synchronously: true, stdin: null, stdout: print, stderr: print, decodeASCII: false };
    after = commands[tool]([...args], toTree(files), options) as Tree;
  } catch (thrown) {
    if (thrown instanceof Exit) return { ok: false, stderr: decode(printed), output: null };
    // Each run has an instance of its own, so that one that breaks down costs nothing but itself.
    const crash = `${tool} broke down: ${thrown instanceof Error ? thrown.message : thrown}\n`;
    return { ok: false, stderr: decode(printed) + crash, output: null };
  }
  const written = at(after, output);
  return {
    ok: true,
    stderr: decode(printed),
    output: written instanceof Uint8Array ? new Uint8Array(written) : null,
  };
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

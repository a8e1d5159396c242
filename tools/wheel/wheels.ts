/** The wheels that are tested: the runtime, and extensions that need it, in C and in TypeScript. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCompiler } from "../../packages/devel/src/index.ts";
import { wheel } from "../../packages/hpyjs/src/cli/wheel.ts";
import { root } from "../checks/source-files.ts";
import { buildWheel } from "./build.ts";

/** An extension in C, compiled: the example's `editdistance.hpy0.wasm`. */
export async function compileExample(): Promise<Uint8Array> {
  const text = readFileSync(`${root}examples/editdistance/src/editdistance.c`, "utf8");
  const source = { file: "editdistance.c", text };
  const { ok, bytes, stderr } = (await loadCompiler()).compile({ name: "editdistance", sources: [source] });
  if (!ok) throw new Error(stderr);
  return bytes;
}

/** Builds them: the content of each, in the order in which they are installed. */
export async function buildWheels(): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const folder = mkdtempSync(join(tmpdir(), "hpyjs-wheels-"));
  try {
    const extension = join(folder, "editdistance.hpy0.wasm");
    const init = join(folder, "__init__.py");
    writeFileSync(init, "from .editdistance import closest\n");
    writeFileSync(extension, await compileExample());
    const options = { version: "1.0", requires: [], runtime: true, outDir: folder };
    const files = [
      await buildWheel(folder),
      await wheel([extension], { ...options, name: "editdistance" }),
      await wheel([extension, init], { ...options, name: "words", package: "words" }),
      await wheel([`${root}examples/v8json/src/v8json.ts`], { ...options, name: "v8json" }),
    ];
    return files.map((file) => new Uint8Array(readFileSync(file)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

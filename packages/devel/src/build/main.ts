/** Builds what extensions are compiled with: the headers in one file, and the archives. Runs after `tsc`. */

import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Clang, FileMap } from "../clang/clang.ts";
import { loadYowasp } from "../clang/yowasp.ts";
import { compileArguments, places } from "../compiler/arguments.ts";
import type { ModuleKind } from "../compiler/options.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = `${root}dist/prebuilt/`;

/** compiler-rt's functions, in the compiler's own files. */
const builtins = "/usr/lib/wasm32-unknown-wasip1/libclang_rt.builtins.a";

/** The files in a folder and those below, by path; nothing when it does not exist. */
function readFolder(folder: string, as: string): Record<string, string> {
  if (!existsSync(root + folder)) return {};
  const entries = readdirSync(root + folder, { withFileTypes: true, recursive: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = `${entry.parentPath}/${entry.name}`;
        return [`${as}/${file.slice(root.length + folder.length + 1)}`, readFileSync(file, "utf8")] as const;
      })
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  );
}

function write(file: string, content: string | Uint8Array): void {
  mkdirSync(target, { recursive: true });
  writeFileSync(`${target}${file}.new`, content);
  renameSync(`${target}${file}.new`, target + file);
}

function must(what: string, { ok, stderr, output }: ReturnType<Clang["run"]>): Uint8Array {
  if (stderr !== "") process.stderr.write(stderr);
  if (!ok || output === null)
    throw new Error(`cannot build @hpyjs/devel: ${what} failed, as clang says above`);
  return output;
}

/** Compiles the helpers into an archive. */
function helperArchive(clang: Clang, kind: ModuleKind, headers: FileMap): Uint8Array {
  const sources = readFolder("c", "c");
  const args = compileArguments(clang, kind, { name: "hpy", sources: [] });
  const objects: Record<string, Uint8Array> = {};
  for (const file of Object.keys(sources).filter((path) => path.endsWith(".c"))) {
    const object = `${file.slice(2, -2).replaceAll("/", "-")}.o`;
    const run = clang.run("clang", [...args, "-c", file, "-o", object], { ...sources, ...headers }, object);
    objects[object] = must(file, run);
  }
  const ar = ["rcsD", "out.a", ...Object.keys(objects)];
  return must("the archive of the helpers", clang.run("ar", ar, objects, "out.a"));
}

const headers = { ...readFolder("include", places.include), ...readFolder("libc/include", places.libc) };
write("headers.json", JSON.stringify(headers));
const clang = await loadYowasp();
write("libhpy-pic.a", helperArchive(clang, "pic", headers));
write("libhpy.a", helperArchive(clang, "reactor", headers));
write("libbuiltins.a", must("libbuiltins.a", clang.run("ar", ["qcsDL", "out.a", builtins], {}, "out.a")));

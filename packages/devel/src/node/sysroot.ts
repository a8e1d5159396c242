/** wasi-libc's headers and libraries as files, for a compiler that has none: those of the compiler from the registry. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sha256 } from "../cache/sha256.ts";
import { CompilerMissingError } from "../errors.ts";
import { cacheFolder } from "./folders.ts";

/** The folders that belong to the C library and to the compiler's run time, not to that one compiler. */
const wanted = /^(include\/wasm32-wasip1|lib\/wasm32-wasip1|lib\/wasm32-unknown-wasip1)\//;

/**
 * The folder with the headers and libraries, which is made once per version.
 * @throws CompilerMissingError when they cannot be found or written.
 */
export function unpackedSysroot(): string {
  const source = new URL("llvm-resources.tar", import.meta.resolve("@yowasp/clang"));
  try {
    const target = join(cacheFolder(), `sysroot-${sha256(readHeader(source)).slice(0, 16)}`);
    if (!existsSync(target)) unpack(readFileSync(source), target);
    return target;
  } catch (cause) {
    throw new CompilerMissingError("cannot unpack the headers of the C library for the system's clang", {
      cause,
    });
  }
}

/** What tells one version of the archive from another: its package's manifest. */
function readHeader(source: URL): Uint8Array {
  return readFileSync(new URL("../package.json", source));
}

function unpack(tar: Uint8Array, target: string): void {
  const written = `${target}.${crypto.randomUUID()}.new`;
  for (const { name, content } of filesOf(tar)) {
    if (!wanted.test(name)) continue;
    const file = join(written, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  try {
    renameSync(written, target);
  } catch (error) {
    // Another process was faster.
    rmSync(written, { recursive: true, force: true });
    if (!existsSync(target)) throw error;
  }
}

/** The regular files of a tar archive. */
function* filesOf(tar: Uint8Array): Generator<{ name: string; content: Uint8Array }> {
  const block = 512;
  const decoder = new TextDecoder();
  const text = (start: number, length: number): string =>
    decoder.decode(tar.subarray(start, start + length)).replace(/\0.*$/s, "");
  for (let at = 0; at + block <= tar.length && tar[at] !== 0; ) {
    const size = Number.parseInt(text(at + 124, 12), 8);
    const kind = text(at + 156, 1);
    const prefix = text(at + 345, 155);
    const name = text(at, 100);
    const start = at + block;
    if (kind === "0" || kind === "") {
      const path = (prefix === "" ? name : `${prefix}/${name}`).replace(/^\.\//, "");
      yield { name: path, content: tar.subarray(start, start + size) };
    }
    at = start + Math.ceil(size / block) * block;
  }
}

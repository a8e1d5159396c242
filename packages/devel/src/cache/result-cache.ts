/** Results of compiling, kept under a digest of everything that goes into them. */

import type { FileMap } from "../clang/clang.ts";
import { sha256 } from "./sha256.ts";
import type { CacheStore } from "./store.ts";

/** A module with the warnings that came with it. */
export interface CachedResult {
  /** The module. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** What clang printed. */
  readonly stderr: string;
}

/** A digest of a compiler, its command lines and files, as 64 hexadecimal digits. */
export function fingerprint(parts: readonly string[], files: FileMap): string {
  const lines = Object.keys(files)
    .sort()
    .map((path) => {
      const content = files[path] as string | Uint8Array;
      return [path, sha256(typeof content === "string" ? new TextEncoder().encode(content) : content)];
    });
  return sha256(new TextEncoder().encode(JSON.stringify([parts, lines])));
}

/** What a store holds under a key, if it is whole. */
export function readResult(store: CacheStore, key: string): CachedResult | undefined {
  const value = store.get(key);
  if (value === undefined || value.length < 4) return undefined;
  const length = new DataView(value.buffer, value.byteOffset).getUint32(0, true);
  if (4 + length > value.length) return undefined;
  const stderr = new TextDecoder().decode(value.subarray(4, 4 + length));
  return { stderr, bytes: value.slice(4 + length) };
}

/** Puts a result into a store. */
export function writeResult(store: CacheStore, key: string, { bytes, stderr }: CachedResult): void {
  const text = new TextEncoder().encode(stderr);
  const value = new Uint8Array(4 + text.length + bytes.length);
  new DataView(value.buffer).setUint32(0, text.length, true);
  value.set(text, 4);
  value.set(bytes, 4 + text.length);
  store.set(key, value);
}

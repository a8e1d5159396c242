/** A cache of compiled modules in a folder, which any number of processes may use at once. */

import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CacheStore } from "../cache/store.ts";

/** A store in a folder: one file per result, which appears whole or not at all. */
export class DirectoryStore implements CacheStore {
  readonly #folder: string;

  /** For a folder, which is made when something is first kept. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What is kept under a key; `undefined` when nothing is, or when it cannot be read. */
  get(key: string): Uint8Array | undefined {
    try {
      return new Uint8Array(readFileSync(join(this.#folder, key)));
    } catch {
      return undefined;
    }
  }

  /** Keeps a value, unless the folder cannot be written: then the next time costs a compilation, and nothing else. */
  set(key: string, value: Uint8Array): void {
    const file = join(this.#folder, key);
    const written = `${file}.${crypto.randomUUID()}.new`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      writeFileSync(written, value);
      renameSync(written, file);
    } catch {
      if (existsSync(written)) rmSync(written, { force: true });
    }
  }
}

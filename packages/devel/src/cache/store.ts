/** Where results of compiling are kept. */

/** A place for results, found again by a key that stands for all that went into them. */
export interface CacheStore {
  /** What is kept under a key; `undefined` when nothing is, or when it cannot be read. */
  get(key: string): Uint8Array | undefined;
  /** Keeps a value. A store may forget it, and must not fail because it cannot keep it. */
  set(key: string, value: Uint8Array): void;
}

/** A store in memory. */
export class MemoryStore implements CacheStore {
  readonly #values: Map<string, Uint8Array> = new Map();

  /** What is kept under a key. */
  get(key: string): Uint8Array | undefined {
    return this.#values.get(key);
  }

  /** Keeps a value. */
  set(key: string, value: Uint8Array): void {
    this.#values.set(key, value);
  }
}

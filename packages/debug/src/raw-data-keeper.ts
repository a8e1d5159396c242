/** The copies of raw data of one context, and the limit for those of closed handles. */

import type { Layer, Pointer } from "@hpyjs/core";
import type { HandleRecord } from "./handle-store.ts";
import { copyRawData, freeRawData, poisonRawData, rawDataProblem } from "./raw-data.ts";
import type { Settings } from "./settings.ts";

/** The copies that outlive their handles, of all contexts of one debug mode. */
export interface RawData {
  /** Bytes in use by them. */
  bytes: number;
  /** The records that they hang on, by their addresses: where there are several memories, of any of them. */
  readonly closed: Map<number, HandleRecord>;
}

/** What the copies of one context need of it. */
export interface RawDataHost {
  /** The layer below. */
  readonly inner: Layer;
  /** What all contexts share. */
  readonly shared: { readonly rawData: RawData; readonly settings: Settings };
  /** Reports data that is read after its handle was closed. */
  reportStale(record: HandleRecord, where: string): void;
}

/** Gives out copies. */
export class RawDataKeeper {
  readonly #context: RawDataHost;

  /** For one context. */
  constructor(context: RawDataHost) {
    this.#context = context;
  }

  /** The copy of `size` bytes at `source`, NUL included, that hangs on a handle. Asked again, it is the same one. */
  copy(record: HandleRecord, source: Pointer, size: number): Pointer {
    record.data ??= copyRawData(this.#context.inner.memory, source, size);
    return record.data.pointer;
  }

  /** Ends the use of a handle's copy, and keeps it if there is room. @returns what was done to it, or `null`. */
  close(record: HandleRecord): string | null {
    const { data } = record;
    if (data === null) return null;
    const { rawData, settings } = this.#context.shared;
    const problem = rawDataProblem(data);
    if (rawData.bytes + data.size > settings.rawDataBytes) {
      record.data = null;
      freeRawData(data);
    } else {
      poisonRawData(data);
      rawData.bytes += data.size;
      rawData.closed.set(data.pointer, record);
    }
    return problem === null ? null : `raw data was changed, which is read-only: ${problem}`;
  }

  /** Looks at a pointer that the extension passes as a C string. */
  check(pointer: Pointer, where: string): void {
    const { rawData } = this.#context.shared;
    if (rawData.closed.size === 0) return;
    const record = rawData.closed.get(pointer);
    if (record === undefined || record.data?.memory !== this.#context.inner.memory) return;
    this.#context.reportStale(record, where);
  }
}

/** Forgets the copy of a closed handle. @returns what is wrong with it, or `null`. */
export function releaseRawData(rawData: RawData, record: HandleRecord): string | null {
  const { data } = record;
  if (data === null) return null;
  record.data = null;
  rawData.bytes -= data.size;
  if (rawData.closed.get(data.pointer) === record) rawData.closed.delete(data.pointer);
  const problem = rawDataProblem(data);
  freeRawData(data);
  return problem;
}

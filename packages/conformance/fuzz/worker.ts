/** The thread that fuzzes. It shares a word with its parent: the number of the script that it is at. */

import { parentPort, workerData } from "node:worker_threads";
import { type FuzzOptions, fuzz } from "./fuzz.ts";

/** What the parent passes. */
export interface WorkerData {
  /** What to do. */
  readonly options: FuzzOptions;
  /** The number of the present script. */
  readonly place: Int32Array;
}

const { options, place } = workerData as WorkerData;
const result = await fuzz({
  ...options,
  onScript: (number) => {
    Atomics.store(place, 0, number);
  },
});
parentPort?.postMessage(result);

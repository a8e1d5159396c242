/** Fuzzing under a watch: in a thread, which is ended when one script takes too long. */

import { Worker } from "node:worker_threads";
import type { FuzzOptions, FuzzResult } from "./fuzz.ts";
import type { WorkerData } from "./worker.ts";

/** A script that takes longer than this hangs, in milliseconds; starting an interpreter takes less, too. */
const patience = 60_000;

/** Runs scripts in a thread. One that hangs is a failure. */
export async function fuzzWatched(options: FuzzOptions): Promise<FuzzResult> {
  const place = new Int32Array(new SharedArrayBuffer(4)).fill(-1);
  const data: WorkerData = { options, place };
  const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData: data });
  let [last, since] = [place[0] as number, performance.now()];
  return await new Promise<FuzzResult>((resolve, reject) => {
    const timer = setInterval(() => {
      const now = Atomics.load(place, 0);
      if (now !== last) {
        [last, since] = [now, performance.now()];
      } else if (performance.now() - since > patience) {
        clearInterval(timer);
        void worker.terminate();
        const failure =
          now === -1
            ? `${options.packageName} did not start`
            : `script ${now} of seed ${options.seed} on ${options.packageName} hangs`;
        resolve({ scripts: Math.max(0, now), exceptions: new Map(), failure });
      }
    }, 500);
    worker.once("message", (result: FuzzResult) => {
      clearInterval(timer);
      resolve(result);
    });
    worker.once("error", (error) => {
      clearInterval(timer);
      reject(error);
    });
  });
}

/**
 * Trackers: sets of handles that are closed together.
 *
 * A tracker is a JavaScript array. It grows on its own, so that both of HPy's promises hold: a tracker made for `n`
 * handles takes that many without failing, and a handle that was given to an open tracker is closed with it.
 */

import { type Api, type Handle, HPy_NULL, type Tracker } from "@hpyjs/core";
import type { Interpreter } from "../interpreter.ts";
import { Registry } from "./registry.ts";

/** The tracker functions of the context. */
export type TrackerApi = Pick<Api, "Tracker_New" | "Tracker_Add" | "Tracker_ForgetAll" | "Tracker_Close">;

/** So many handles fit into the address space, with one to spare. */
const maximum = 0x7fff_ffff / 4 - 1;

/** The trackers of one interpreter. */
export function trackerContext({ capi, raise }: Interpreter): TrackerApi {
  const trackers = new Registry<Handle[]>();
  return {
    Tracker_New: (size) =>
      (size >= 0 && size <= maximum ? trackers.open([]) : capi.PyErr_NoMemory()) as number as Tracker,
    Tracker_Add: (ht, h) => {
      const handles = trackers.deref(ht);
      if (handles === undefined) {
        raise.error("PyExc_SystemError", "HPyTracker_Add: the tracker was closed, or never opened");
        return -1;
      }
      if (h !== HPy_NULL) handles.push(h);
      return 0;
    },
    Tracker_ForgetAll: (ht) => {
      const handles = trackers.deref(ht);
      if (handles !== undefined) handles.length = 0;
    },
    Tracker_Close: (ht) => {
      for (const h of trackers.consume(ht) ?? []) capi.Py_DecRef(h);
    },
  };
}

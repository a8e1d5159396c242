/** Trackers: a tracker takes over the handles that it is given, and closes them. */

import { type Api, type Handle, HPy_NULL, type Tracker } from "@hpyjs/core";
import type { DebugContext } from "../context.ts";

type TrackerApi = Pick<Api, `Tracker_${"New" | "Add" | "ForgetAll" | "Close"}`>;

interface Tracking {
  readonly inner: Tracker;
  readonly handles: Handle[];
}

/** Makes these functions. */
export function trackerFunctions(context: DebugContext, api: Api): TrackerApi {
  const open = new Map<Tracker, Tracking>();
  let last = 0;

  function find(tracker: Tracker, where: string): Tracking | undefined {
    context.check(where);
    const found = open.get(tracker);
    if (found === undefined) {
      const problem = "the tracker was closed, or never opened";
      context.report({ kind: "tracker", upstream: null, problem, where, isHarmless: true });
    }
    return found;
  }

  return {
    Tracker_New: (size) => {
      context.check("HPyTracker_New");
      const inner = api.Tracker_New(size);
      if (inner === 0) return inner;
      const tracker = ++last as Tracker;
      open.set(tracker, { inner, handles: [] });
      return tracker;
    },
    Tracker_Add: (ht, h) => {
      const where = "HPyTracker_Add";
      const found = find(ht, where);
      if (found === undefined) return api.Tracker_Add(0 as Tracker, HPy_NULL);
      context.in(h, where);
      if (h !== HPy_NULL) found.handles.push(h);
      return api.Tracker_Add(found.inner, HPy_NULL);
    },
    Tracker_ForgetAll: (ht) => {
      const found = find(ht, "HPyTracker_ForgetAll");
      if (found !== undefined) found.handles.length = 0;
    },
    Tracker_Close: (ht) => {
      const where = "HPyTracker_Close";
      const found = find(ht, where);
      if (found === undefined) return;
      open.delete(ht);
      api.Tracker_Close(found.inner);
      for (const handle of found.handles) context.close(handle, where);
    },
  };
}

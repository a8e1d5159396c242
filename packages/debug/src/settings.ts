/** What can be set while a program runs, for all contexts of one debug mode. */

/** Limits and state that all contexts of one debug mode share. */
export interface Settings {
  /** What handles that are opened from now on belong to. */
  generation: number;
  /** So many closed handles are remembered. */
  closedHandles: number;
  /** So many bytes of raw data are kept after their handles were closed. */
  rawDataBytes: number;
  /** So many frames are kept of where a handle was opened and closed; 0 for none. */
  stackFrames: number;
}

/** The limits that upstream HPy begins with. */
export function defaultSettings(): Settings {
  return { generation: 0, closedHandles: 1024, rawDataBytes: 10 * 1024 * 1024, stackFrames: 0 };
}

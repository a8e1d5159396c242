/** HPy's trace mode: counts and times every call of the API. */

export type {
  ChromeTrace,
  CompleteEvent,
  InstantEvent,
  NameEvent,
} from "./chrome-trace.ts";
export { type Clock, platformClock } from "./clock.ts";
export type { TracedName } from "./functions.ts";
export type { Observer, Timing } from "./meter.ts";
export { type Recording, type RecordOptions, record } from "./recording.ts";
export type { Report, ReportRow } from "./report.ts";
export {
  type ByFunction,
  createTrace,
  type Trace,
  type TraceFunction,
  type TraceFunctions,
  type TraceOptions,
} from "./trace.ts";

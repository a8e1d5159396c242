/** HPy's debug mode: finds mistakes of extensions at the call in which they happen. */

export { createDebug, type Debug, type DebugOptions } from "./debug.ts";
export { DebugHandle } from "./debug-handle.ts";
export { HPyDebugError } from "./errors.ts";
export type { HandleUse, Place } from "./handle-store.ts";
export type { Policy } from "./hooks.ts";
export { LeakDetector } from "./leak-detector.ts";
export { HPyLeakError } from "./leak-error.ts";
export type { Report, ViolationKind } from "./report.ts";
export type { Settings } from "./settings.ts";

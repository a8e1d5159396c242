/** Write modules of the hybrid ABI, which use CPython's own objects and C functions beside HPy's API. */

export type { Legacy, LegacyTypeSpec } from "./legacy.ts";
export { HybridModule, type HybridModuleSpec } from "./module.ts";
export type { LegacyMethod, LegacySlot } from "./rows.ts";

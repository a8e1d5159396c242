/** Modules of the hybrid ABI, written in TypeScript. */

import { type ExtensionModule, type Layer, type ModuleDefinition, NULL, type Pointer } from "@hpyjs/core";
import type { BaseKernel } from "../create-kernel.ts";
import type { MemberSpecs } from "../instance.ts";
import { bindModule, currentVersion, type OrdinaryModuleSpec } from "../module.ts";
import { HPyType } from "../type.ts";
import type { Legacy, LegacyTypeSpec } from "./legacy.ts";
import type { LegacyMethod } from "./rows.ts";
import { methodTable } from "./tables.ts";

/** What a hybrid module is made of. `T` is its state. */
export interface HybridModuleSpec<T> extends OrdinaryModuleSpec<T> {
  /** Functions that are C functions of CPython's own API. */
  readonly legacyMethods?: readonly LegacyMethod[];
}

/**
 * Writes a module that uses CPython's own objects and C functions beside HPy's API. It is for the interpreters that have
 * them, and is loaded by `@hpyjs/abi-hybrid`.
 *
 * @param name the full name by which it is imported.
 * @param define gives what the module is made of, once for each binding; the bridge to CPython's objects that it gets is
 * that binding's.
 *
 * @example
 * ```ts
 * import { HybridModule } from "@hpyjs/extension/hybrid";
 *
 * export const addresses = HybridModule("addresses", (legacy) => ({
 *   methods: {
 *     same: {
 *       O: (ctx, _self, h) => {
 *         const object = legacy.asPyObject(h);
 *         using again = legacy.fromPyObject(object);
 *         using once = legacy.fromPyObject(object);
 *         return again !== null && once !== null && ctx.is(again, once);
 *       },
 *     },
 *   },
 * }));
 * ```
 */
export function HybridModule<T = undefined>(
  name: string,
  define: (legacy: Legacy) => HybridModuleSpec<T>,
): ExtensionModule {
  return Object.freeze({
    name,
    requires: currentVersion,
    abi: "hybrid" as const,
    bind: (layer: Layer) => bindHybrid(layer, define),
  });
}

function bindHybrid<T>(layer: Layer, define: (legacy: Legacy) => HybridModuleSpec<T>): ModuleDefinition {
  let kernel: BaseKernel | null = null;
  const { legacyMethods = [], ...spec } = define(createLegacy(layer, () => kernel));
  const { definition, binding } = bindModule(layer, spec);
  kernel = binding.kernel;
  if (legacyMethods.length === 0) return definition;
  const table = methodTable(layer.memory, legacyMethods);
  return {
    ...definition,
    legacyMethods: table.address,
    onFree: () => {
      definition.onFree?.();
      table.free();
    },
  };
}

function createLegacy(layer: Layer, kernelNow: () => BaseKernel | null): Legacy {
  const { api } = layer;
  const kernel = (): BaseKernel => {
    const now = kernelNow();
    if (now === null) throw new TypeError("CPython's objects can be reached when the module is bound.");
    return now;
  };
  const proxies = (): NonNullable<Layer["proxies"]> => {
    if (layer.proxies !== undefined) return layer.proxies;
    throw new TypeError("This interpreter's host has no proxies of Python objects.");
  };
  /** A handle to an object whose reference it takes over. */
  const adopt = (object: Pointer): ReturnType<Legacy["fromPyProxy"]> => {
    const raw = api.FromPyObject(object);
    layer.extra.Object_Drop(object);
    return kernel().open(raw);
  };
  return {
    asPyObject: (h) => api.AsPyObject(kernel().unwrapOrNull(h)),
    dropPyObject: (object) => {
      if (object !== NULL) layer.extra.Object_Drop(object);
    },
    fromPyObject: (object) => (object === NULL ? null : kernel().open(api.FromPyObject(object))),
    asPyProxy: (h) => {
      const object = api.AsPyObject(kernel().unwrap(h));
      try {
        return proxies().give(object);
      } finally {
        layer.extra.Object_Drop(object);
      }
    },
    fromPyProxy: (proxy) => adopt(proxies().take(proxy)),
    type: <S, F extends string, M extends MemberSpecs>(
      name: string,
      { legacySlots = [], headSize, ...spec }: LegacyTypeSpec<S, F, M>,
    ) => HPyType<S, F, M>(name, { ...spec, legacy: { slots: legacySlots, headSize } } as never),
  };
}

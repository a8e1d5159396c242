/**
 * What a hybrid extension has beyond a universal one: CPython's own objects and C functions, as addresses in the
 * interpreter's memory (`HPy_AsPyObject`, `HPy_FromPyObject`, legacy types), and the proxies by which the interpreter's host
 * hands objects to JavaScript.
 */

import type { Pointer } from "@hpyjs/core";
import type { HPy } from "../handle.ts";
import type { MemberSpecs } from "../instance.ts";
import type { HPyType, TypeSpec } from "../type.ts";
import type { LegacySlot } from "./rows.ts";

/** What a legacy type is made of: what any type is, and what CPython's own API says of it. */
export interface LegacyTypeSpec<S, F extends string, M extends MemberSpecs>
  extends Omit<TypeSpec<S, F, M>, "shape"> {
  /** Slots with C functions; those with tables (`Py_tp_methods`) add to what is written here. */
  readonly legacySlots?: readonly LegacySlot[];
  /**
   * The size in bytes of the C struct that instances begin with; what is written here comes behind it. Left out, that of
   * `PyObject`, or of the base where that is a legacy type written in TypeScript.
   */
  readonly headSize?: number;
}

/** The bridge to CPython's own objects, for one binding of one module. It works in calls, as the context does. */
export interface Legacy {
  /** A new reference to the object of `h`, which the caller drops; `null` gives `NULL` (`HPy_AsPyObject`). */
  asPyObject(h: HPy | null): Pointer;
  /** Drops a reference to the object at `object`, which `asPyObject` gave (`Py_DecRef`). */
  dropPyObject(object: Pointer): void;
  /** A handle to the object at `object`, whose reference stays the caller's; `NULL` gives `null` (`HPy_FromPyObject`). */
  fromPyObject(object: Pointer): HPy | null;
  /**
   * What the interpreter's host gives to JavaScript for an object: in Pyodide a PyProxy, or a JavaScript value for numbers,
   * texts, booleans and `None`. A proxy is to be destroyed by whoever asked for it.
   * @throws TypeError where the host has no proxies.
   */
  asPyProxy(h: HPy): unknown;
  /**
   * The object behind a proxy, or one that the host makes of a JavaScript value (a JsProxy, where it makes no better).
   * @throws TypeError where the host has no proxies.
   */
  fromPyProxy(proxy: unknown): HPy;
  /**
   * Writes a legacy type: its instances' struct begins with the C struct of the base (`HPyType_BuiltinShape_Legacy`), and C
   * functions may fill its slots. It is listed in a module's `types` as any other.
   */
  type<S = undefined, const F extends string = never, const M extends MemberSpecs = Record<never, never>>(
    name: string,
    spec: LegacyTypeSpec<S, F, M>,
  ): HPyType<S, F, M>;
}

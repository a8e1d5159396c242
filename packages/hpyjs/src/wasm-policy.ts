/** What an application says about extensions in WebAssembly files. */

import type { Grant, SandboxedPolicy, WasmPolicy } from "@hpyjs/abi-universal";

/**
 * How extensions in WebAssembly files are loaded; what is left out is as the application said to `loadHPy()`, or as
 * described here.
 */
export interface WasmOptions {
  /**
   * `linked`, the default: in the interpreter's memory, at full speed, and trusted as the interpreter itself is.
   * `sandboxed`: in a memory of its own, where an extension reaches nothing but what it is given and granted.
   *
   * A file on `sys.path` is trusted by default as every other file there is, a `.py` or a wheel's `.so`: whoever can put
   * one there can run any code in the interpreter anyway, and a sandbox would only make it slow and take away what it
   * rightly uses. Say `sandboxed` where extensions come from somebody who is not trusted, and put nothing else of
   * theirs on `sys.path`.
   */
  readonly flavour?: WasmPolicy["flavour"];
  /** What sandboxed extensions are granted; nothing by default. */
  readonly grants?: readonly Grant[];
  /**
   * The C library for sandboxed extensions, unless they bring their own: what `libcModule()` of `@hpyjs/devel` gives.
   */
  readonly library?: NonNullable<SandboxedPolicy["library"]>;
}

/**
 * What follows from options, where `defaults` holds for what they leave out.
 * @throws TypeError for a flavour that does not exist, and for grants to an extension that would not need them.
 */
export function wasmPolicy(options: WasmOptions, defaults: WasmOptions = {}): WasmPolicy {
  const { flavour = "linked", grants = [], library } = { ...defaults, ...options };
  switch (flavour) {
    case "linked":
      if (options.grants === undefined) return { flavour };
      throw new TypeError('Only what is sandboxed needs grants: say flavour: "sandboxed" too.');
    case "sandboxed":
      return { flavour, grants, ...(library !== undefined && { library }) };
    default:
      throw new TypeError(`There is no flavour "${flavour}"; there are "linked" and "sandboxed".`);
  }
}

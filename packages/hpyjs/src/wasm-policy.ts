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
  /**
   * What becomes of a trap in a sandboxed extension (a division by zero, `abort()`, an access out of range, a stack that
   * is used up): `catch`, the default, makes it the Python exception SystemError, but Python code that the extension calls
   * cannot suspend (`run_sync`). With `suspend` it can, and calls are faster; a trap then ends the interpreter.
   */
  readonly traps?: NonNullable<SandboxedPolicy["traps"]>;
  /**
   * Whether calls of the context are linked when the extension is loaded, so that the engine can see through them; so
   * when left out. `false` compiles the file as it is: what a debugger shows then is the file's own code.
   */
  readonly linkCalls?: boolean;
}

/**
 * What follows from options, where `defaults` holds for what they leave out.
 * @throws TypeError for a flavour or a policy that does not exist, and for what makes sense in a sandbox only.
 */
export function wasmPolicy(options: WasmOptions, defaults: WasmOptions = {}): WasmPolicy {
  const { flavour = "linked", grants = [], library, linkCalls, traps } = { ...defaults, ...options };
  if (traps !== undefined && traps !== "catch" && traps !== "suspend")
    throw new TypeError(`There is no policy traps: "${traps}"; there are "catch" and "suspend".`);
  const linking = linkCalls !== undefined && { linkCalls };
  switch (flavour) {
    case "linked":
      if (options.grants !== undefined)
        throw new TypeError('Only what is sandboxed needs grants: say flavour: "sandboxed" too.');
      if (options.traps === undefined) return { flavour, ...linking };
      throw new TypeError('A trap in what is linked cannot be caught: say flavour: "sandboxed" too.');
    case "sandboxed":
      return {
        flavour,
        grants,
        ...(library !== undefined && { library }),
        ...(traps !== undefined && { traps }),
        ...linking,
      };
    default:
      throw new TypeError(`There is no flavour "${flavour}"; there are "linked" and "sandboxed".`);
  }
}

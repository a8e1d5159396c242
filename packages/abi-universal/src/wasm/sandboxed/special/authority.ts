/**
 * The functions of the context that carry authority: each needs a grant, and is refused with a PermissionError.
 *
 * Attributes are among them, since in Python they lead from any object to everything (see `reflection.ts`).
 */

import { type ApiFunctionName, functionRow, type Handle } from "@hpyjs/core";
import { raiseText } from "../../raise.ts";
import type { Grants } from "../grants.ts";
import { needsReflection } from "../reflection.ts";
import {
  type ContextFunction,
  handleArgument,
  Raised,
  type SandboxState,
  uniformFunction,
} from "../uniform.ts";
import { refused, SandboxViolation } from "../violation.ts";
import type { CheckName } from "./arrays.ts";
import type { SpecialFunctions } from "./special.ts";

/** Raises the PermissionError for a missing grant. */
function refuse({ layer }: SandboxState, what: string, grant: string): never {
  const { exception, message } = refused(what, grant);
  raiseText(layer, exception, message);
  throw new Raised();
}

/** The check of a name that is a Python `str`. */
export function nameCheck(state: SandboxState, grants: Grants): CheckName {
  return (inner, where) => {
    if (grants.has("reflection")) return;
    const name = state.layer.extra.Inspect_Text(inner);
    if (name !== null && needsReflection(name))
      refuse(state, `use the attribute '${name}' (${where})`, "reflection");
  };
}

/** The check of a name that is a C string. */
function textCheck(state: SandboxState, grants: Grants): (address: number, where: string) => void {
  return (address, where) => {
    if (grants.has("reflection") || address === 0) return;
    const bytes = state.memory.string(address, `${where}: the argument 'utf8_name'`);
    const name = new TextDecoder().decode(bytes.subarray(0, -1));
    if (needsReflection(name)) refuse(state, `use the attribute '${name}' (${where})`, "reflection");
  };
}

/** The functions that are refused for want of a grant, or always. */
export function authorityFunctions(state: SandboxState, grants: Grants): SpecialFunctions {
  const { memory } = state;
  const checkName = nameCheck(state, grants);
  const checkText = textCheck(state, grants);

  /** A uniform function that is called when `check` did not refuse. */
  function checked(name: ApiFunctionName, check: (args: readonly number[]) => void): SpecialFunctions {
    const call: ContextFunction = uniformFunction(state, functionRow(name));
    return {
      [name]: (...args: number[]) => {
        check(args);
        return call(0, ...args);
      },
    };
  }

  const named = (name: ApiFunctionName): SpecialFunctions =>
    checked(name, ([, handle]) => {
      const where = `HPy_${name}`;
      const inner = handleArgument(state, handle as Handle, `${where}: the argument 'name'`);
      checkName(inner, where);
    });
  const texted = (name: ApiFunctionName): SpecialFunctions =>
    checked(name, ([, address]) => checkText(address as number, `HPy_${name}`));
  const text = (address: number, where: string): string =>
    new TextDecoder().decode(memory.string(address, where).subarray(0, -1));

  return {
    ...named("GetAttr"),
    ...named("HasAttr"),
    ...named("SetAttr"),
    ...texted("GetAttr_s"),
    ...texted("HasAttr_s"),
    ...texted("SetAttr_s"),
    ...checked("Import_ImportModule", ([address]) => {
      const module = text(address as number, "HPyImport_ImportModule: the argument 'utf8_name'");
      if (!grants.mayImport(module)) refuse(state, `import '${module}'`, `import:${module}`);
    }),
    ...checked("Compile_s", () => {
      if (!grants.has("eval")) refuse(state, "compile source code (HPy_Compile_s)", "eval");
    }),
    ...checked("EvalCode", () => {
      if (!grants.has("eval")) refuse(state, "evaluate code (HPy_EvalCode)", "eval");
    }),
    ...checked("FatalError", () => {
      if (!grants.has("fatal-error")) throw refused("end the interpreter (HPy_FatalError)", "fatal-error");
    }),
    FromPyObject: () => {
      throw new SandboxViolation(
        "HPy_FromPyObject: a sandboxed module has no access to the interpreter's objects",
      );
    },
    AsPyObject: () => {
      throw new SandboxViolation(
        "HPy_AsPyObject: a sandboxed module has no access to the interpreter's objects",
      );
    },
    CallRealFunctionFromTrampoline: () => {
      throw new SandboxViolation(
        "_HPy_CallRealFunctionFromTrampoline: the trampolines that C headers make for CPython are not used here",
      );
    },
    ...checked("Err_SetFromErrnoWithFilename", () => state.takeErrno()),
    ...checked("Err_SetFromErrnoWithFilenameObjects", () => state.takeErrno()),
  };
}

/** The bridge: the context of one interpreter, and what the ABIs build on it. */

import {
  contextNames,
  type DirectContext,
  type ExtraApi,
  type Handle,
  HPy_NULL,
  type Layer,
  type MemberDefinition,
  type WasmHost,
} from "@hpyjs/core";
import { CBlock } from "./c-block.ts";
import { createContexts } from "./context/index.ts";
import { createDirect } from "./direct/context.ts";
import { inspection } from "./inspect.ts";
import { createInterpreter, type Interpreter } from "./interpreter.ts";
import { createModule, type Modules, moduleState } from "./module/from-definition.ts";
import { ModuleGlobals } from "./module/globals.ts";
import { PendingExec } from "./module/pending-exec.ts";
import type { Transport } from "./transport.ts";
import { type MemberAccess, memberAccess } from "./type/tables.ts";
import { createTypes, type Types } from "./type/types.ts";

/** One interpreter's context, under the names of the ABIs that can be bound to it. */
export interface Bridge {
  /** The layer for universal modules; modes wrap it. */
  readonly universal: Layer;
  /** The layer for hybrid modules, which may also have what is CPython's own: legacy types, slots and methods. */
  readonly hybrid: Layer;
  /** The layer for modules of the CPython ABI: the same interpreter with no mode in between. */
  readonly cpython: Layer;
  /** What extensions compiled to WebAssembly need of the interpreter, or `null` where that is not WebAssembly. */
  readonly wasm: WasmHost | null;
  /** Python's version, for instance `[3, 14]`. */
  readonly pythonVersion: readonly [major: number, minor: number];
}

/** Uses a member with what CPython needs for that. The C structs are made for the one access. */
function withMember<R>(
  interpreter: Interpreter,
  member: MemberDefinition,
  use: (access: MemberAccess) => R,
): R {
  const block = new CBlock(interpreter.memory, interpreter.strings);
  try {
    return use(memberAccess(interpreter, block, { ...member, offset: 0 }));
  } finally {
    block.free();
  }
}

function createExtra(
  interpreter: Interpreter,
  types: Types,
  modules: Omit<Modules, "isHybrid">,
): { universal: ExtraApi; hybrid: ExtraApi } {
  const { capi } = interpreter;
  // Errors on their way out are handled where the stack may be nearly full, so without the guard.
  const { bare } = interpreter.transport;
  const maker =
    (isHybrid: boolean): ExtraApi["Module_FromDefinition"] =>
    (definition, spec) =>
      createModule(interpreter, types.registry, { ...modules, isHybrid }, definition, spec);
  const universal: ExtraApi = {
    Err_GetRaised: bare.PyErr_GetRaisedException,
    Err_IsRaised: () => bare.PyErr_Occurred() !== HPy_NULL,
    Err_SetRaised: bare.PyErr_SetRaisedException,
    Buffer_Get: capi.PyObject_GetBuffer,
    Buffer_Release: capi.PyBuffer_Release,
    Module_GetState: (module) => moduleState(interpreter, module),
    Module_FromDefinition: maker(false),
    Module_Exec: (module) => modules.pending.run(module),
    Member_Get: (member, address, self) =>
      withMember(interpreter, member, (access) => access.get(address, self)),
    Member_Set: (member, address, value) =>
      withMember(interpreter, member, (access) => access.set(address, value)),
    ...inspection(interpreter, types),
    Object_Drop: (object) => capi.Py_DecRef(object as number as Handle),
    Err_SetErrno: (errno) => interpreter.transport.setErrno(errno),
    Sweep: () => {
      // What is called dead is freed by the second sweep after that.
      types.registry.sweep();
      types.registry.sweep();
    },
  };
  return { universal, hybrid: { ...universal, Module_FromDefinition: maker(true) } };
}

/** Builds the bridge on a transport. */
export function createBridge(transport: Transport): Bridge {
  const interpreter = createInterpreter(transport);
  const pending = new PendingExec(interpreter);
  const types = createTypes(interpreter, () => pending.executing());
  const { hybrid, plain, universal: api } = createContexts(interpreter, types);
  const extra = createExtra(interpreter, types, { pending, globals: new ModuleGlobals(interpreter) });
  const { edge: boundary, memory } = interpreter;
  let made: DirectContext | null | undefined;
  // Made when the first extension is linked: who has none does not pay for it.
  const direct = (): DirectContext | null => {
    if (made === undefined) made = createDirect(interpreter, types, plain, [api, hybrid]);
    return made;
  };
  const { numberCalls: make, wasm } = transport;
  const numberCalls = make && { apis: [api, hybrid], make };
  const layer = (parts: Pick<Layer, "name" | "api" | "extra">): Layer => ({
    ...parts,
    memory,
    boundary,
    numberCalls,
    get direct() {
      return direct();
    },
  });
  return {
    universal: layer({ name: contextNames.universal, api, extra: extra.universal }),
    hybrid: layer({ name: contextNames.universal, api: hybrid, extra: extra.hybrid }),
    cpython: layer({ name: contextNames.cpython, api, extra: extra.universal }),
    wasm: wasm && {
      ...wasm,
      get direct() {
        return direct();
      },
    },
    pythonVersion: transport.pythonVersion,
  };
}

/**
 * A Python module from a definition and a `ModuleSpec`: multi-phase initialisation (PEP 489).
 *
 * CPython's `PyModuleDef` is written from the definition; `PyModule_FromDefAndSpec2` makes the module, with its
 * zero-filled state if it has any, and `PyModule_ExecDef` prepares it. The definition's `mod_exec` slots wait until
 * the module is executed. The C structs live as long as the module, which owns the globals that it lists: its `m_free`
 * gives both up.
 */

import {
  type Definition,
  type Handle,
  HPy_NULL,
  type MethodDefinition,
  type ModuleDefinition,
  NULL,
  type Pointer,
  type SlotDefinition,
  slotNumber,
} from "@hpyjs/core";
import { CBlock } from "../c-block.ts";
import type { Interpreter } from "../interpreter.ts";
import type { CallbackSpec } from "../transport.ts";
import { legacyMethods } from "../type/legacy.ts";
import { nameRefusal } from "../type/refusal.ts";
import type { TypeRegistry } from "../type/registry.ts";
import { Callbacks, methodTable } from "../type/tables.ts";
import type { ModuleGlobals } from "./globals.ts";
import type { PendingExec } from "./pending-exec.ts";

/** What one interpreter remembers of its modules. */
export interface Modules {
  /** Those that were not executed yet. */
  readonly pending: PendingExec;
  /** Their globals. */
  readonly globals: ModuleGlobals;
  /** Whether they may have legacy methods. */
  readonly isHybrid: boolean;
}

/** `PYTHON_API_VERSION`, the same since Python 2.7. */
const pythonApiVersion = 1013;

/** Offsets in a `PyModuleDef` on wasm32, in bytes; `PyModuleDef_Base` takes the first 20. */
const moduleDef = {
  name: 20,
  doc: 24,
  size: 28,
  methods: 32,
  traverse: 40,
  clear: 44,
  free: 48,
  bytes: 52,
} as const;

const createTail =
  "This is not allowed because custom HPy_mod_create slot cannot return a builtin module object and cannot make any " +
  "use of any other data defined in the HPyModuleDef. Either do not define HPy_mod_create slot and let the runtime " +
  "create a builtin module object from the provided HPyModuleDef, or do not define anything else but the " +
  "HPy_mod_create slot.";

interface Sorted {
  readonly methods: readonly MethodDefinition[];
  readonly create: readonly (SlotDefinition & { readonly slot: "mod_create" })[];
  readonly exec: readonly (SlotDefinition & { readonly slot: "mod_exec" })[];
  /** The first definition that no module can have: its number, for the message. */
  readonly foreign: string | null;
}

function sort({ defines }: ModuleDefinition): Sorted {
  const methods: MethodDefinition[] = [];
  const create: (SlotDefinition & { readonly slot: "mod_create" })[] = [];
  const exec: (SlotDefinition & { readonly slot: "mod_exec" })[] = [];
  let foreign: string | null = null;
  for (const define of defines) {
    if (define.kind === "meth") methods.push(define);
    else if (define.kind === "slot" && define.slot === "mod_create") create.push(define);
    else if (define.kind === "slot" && define.slot === "mod_exec") exec.push(define);
    else foreign ??= define.kind === "slot" ? `${slotNumber[define.slot]}` : `${define.kind} ${define.name}`;
  }
  return { methods, create, exec, foreign };
}

function objection(
  definition: ModuleDefinition,
  { create, foreign }: Sorted,
  isHybrid: boolean,
): string | null {
  if (definition.size < 0) return "HPy does not permit HPyModuleDef.size < 0";
  if (!(definition.size <= 0x7fff_ffff)) return "HPyModuleDef.size does not fit in an HPy_ssize_t";
  if (foreign !== null) return `Unsupported slot in HPyModuleDef.defines (value: ${foreign}).`;
  if (create.length > 1) return "Multiple definitions of the HPy_mod_create slot in HPyModuleDef.defines.";
  if (definition.legacyMethods !== NULL && !isHybrid) {
    return "legacy methods belong to the hybrid ABI, which this context does not offer";
  }
  if (create.length === 0) return null;
  if (definition.defines.length > 1) {
    return `HPyModuleDef defines a HPy_mod_create slot and some other slots or methods. ${createTail}`;
  }
  const { doc, globals, legacyMethods: legacy, size } = definition;
  if (doc !== null || size !== 0 || globals.length > 0 || legacy !== NULL) {
    return (
      "HPyModuleDef defines a HPy_mod_create slot and some of the other fields are not set to their default value. " +
      createTail
    );
  }
  return null;
}

/** Makes modules, which are not executed yet, for one interpreter. New reference, or null with an exception set. */
export function createModule(
  interpreter: Interpreter,
  registry: TypeRegistry,
  modules: Modules,
  definition: ModuleDefinition,
  spec: Handle,
): Handle {
  registry.sweep();
  const module = makeModule(interpreter, registry, modules, definition, spec);
  const { onFree } = definition;
  // What a `mod_create` made does not call the definition again.
  const isDone = module === HPy_NULL || definition.defines.some(isCreateSlot);
  if (isDone && onFree !== undefined) registry.later(onFree);
  return module;
}

function isCreateSlot(define: Definition): boolean {
  return define.kind === "slot" && define.slot === "mod_create";
}

function makeModule(
  interpreter: Interpreter,
  registry: TypeRegistry,
  modules: Modules,
  definition: ModuleDefinition,
  spec: Handle,
): Handle {
  const { raise } = interpreter;
  const sorted = sort(definition);
  const refusal = objection(definition, sorted, modules.isHybrid);
  if (refusal !== null) return raise.error("PyExc_SystemError", refusal);
  const misnamed = nameRefusal(sorted.methods.map(({ name }) => name));
  if (misnamed !== null) return raise.error(...misnamed);
  const [create] = sorted.create;
  if (create !== undefined) return createByExtension(interpreter, create.impl, spec);
  const module = createBuiltin(interpreter, registry, modules, definition, sorted.methods, spec);
  if (module === HPy_NULL) return HPy_NULL;
  modules.pending.add(
    module,
    sorted.exec.map(({ impl }) => impl),
  );
  return module;
}

function createByExtension(interpreter: Interpreter, impl: (spec: Handle) => Handle, spec: Handle): Handle {
  const { capi, edge, raise, transport } = interpreter;
  const result = edge.call(impl, 0, spec) as Handle;
  if (result === HPy_NULL) {
    if (capi.PyErr_Occurred() !== HPy_NULL) return HPy_NULL;
    return raise.error("PyExc_SystemError", "HPy_mod_create slot returned NULL without setting an exception");
  }
  const type = capi.PyObject_Type(result);
  const moduleType = transport.symbol("PyModule_Type") as number as Handle;
  const isModule = capi.PyType_IsSubtype(type, moduleType) !== 0;
  capi.Py_DecRef(type);
  if (!isModule) return result;
  capi.Py_DecRef(result);
  return raise.error(
    "PyExc_SystemError",
    "HPy_mod_create slot returned a builtin module object. This is currently not supported.",
  );
}

function createBuiltin(
  interpreter: Interpreter,
  registry: TypeRegistry,
  { globals, pending }: Modules,
  definition: ModuleDefinition,
  methods: readonly MethodDefinition[],
  spec: Handle,
): Handle {
  const { capi, edge, memory, strings, transport } = interpreter;
  const nameObject = capi.PyObject_GetAttrString(spec, strings.constant("name"));
  if (nameObject === HPy_NULL) return HPy_NULL;
  const name = strings.fromPython(nameObject);
  capi.Py_DecRef(nameObject);

  const block = new CBlock(memory, strings);
  const callbacks = new Callbacks();
  const legacy = legacyMethods(memory, definition.legacyMethods);
  const table = methodTable(interpreter, block, callbacks, name, methods, legacy);
  if (table === null) {
    block.free();
    return HPy_NULL;
  }
  const def = block.alloc(moduleDef.bytes);
  const set = (offset: number, value: number): void => {
    memory.u32()[(def + offset) >>> 2] = value;
  };
  memory.u32()[def >>> 2] = 1;
  set(moduleDef.name, block.string(name));
  set(moduleDef.doc, block.string(definition.doc));
  set(moduleDef.size, definition.size);
  set(moduleDef.methods, table);
  const cells = globals.claim(definition.globals);
  let release: () => void = () => block.free();
  let isMade = false;
  const free = (module: Handle): void => {
    pending.forget(module);
    globals.release(cells);
    registry.later(() => {
      release();
      if (isMade) definition.onFree?.();
    });
  };
  const add = (offset: number, callback: CallbackSpec): void => {
    callbacks.add(callback, (pointer) => set(offset, pointer));
  };
  add(moduleDef.free, edge.frame("v:h", free));
  if (cells.length > 0) {
    const { traverse, clear } = globals.functions(cells);
    add(moduleDef.traverse, traverse);
    add(moduleDef.clear, clear);
  }
  const functions = callbacks.deliver(interpreter);
  release = (): void => {
    transport.removeFunctions(functions);
    block.free();
  };
  const module = capi.PyModule_FromDefAndSpec2(def, spec, pythonApiVersion);
  if (module === HPy_NULL) {
    globals.release(cells);
    release();
    return HPy_NULL;
  }
  if (capi.PyModule_ExecDef(module, def) === 0) {
    isMade = true;
    return module;
  }
  capi.Py_DecRef(module);
  return HPy_NULL;
}

/** The address of a module's state, or `NULL` when it has none: CPython allocates a state of no bytes too. */
export function moduleState({ capi, memory }: Interpreter, module: Handle): Pointer {
  const state = capi.PyModule_GetState(module);
  if (state === NULL) return NULL;
  const definition = capi.PyModule_GetDef(module);
  return memory.u32()[(definition + moduleDef.size) >>> 2] === 0 ? NULL : state;
}

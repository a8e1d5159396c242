/**
 * The direct functions of one interpreter: which of the context's functions need no JavaScript, and a module of them.
 *
 * What is not here (types and modules made, capsules, trackers, and whatever this Python or engine lacks something for)
 * stays what it is in JavaScript, for each function by itself.
 */

import type {
  Api,
  ApiFunctionName,
  DirectContext,
  DirectFunction,
  DirectImport,
  Pointer,
  WasmFunction,
  WasmHost,
} from "@hpyjs/core";
import { DirectAssembly, WasmModule } from "@hpyjs/wasm";
import { guardedFunctions, leafFunctions } from "../capi.ts";
import type { Interpreter } from "../interpreter.ts";
import type { Types } from "../type/types.ts";
import { wasmSignature } from "../wasm-signature.ts";
import { builderFailure, builderFunctions } from "./builders.ts";
import { type DirectFunctions, Emit, signatureOf } from "./emit.ts";
import { itemFunctions } from "./items.ts";
import { numberFunctions } from "./numbers.ts";
import { objectFunctions } from "./objects.ts";
import { referenceFunctions, referenceHelpers } from "./references.ts";
import { structFunctions } from "./structs.ts";
import { typeFunctions } from "./types.ts";
import { uniformFunctions } from "./uniform.ts";

/** What linked extensions read structs for, so that their context has functions of its own for it. */
const ofStructs: ReadonlySet<string> = new Set([
  "Type_FromSpec",
  "Capsule_New",
  "Capsule_Set",
  "SetCallFunction",
  "Global_Store",
]);

/**
 * Makes them for the context `api`, which `others` share.
 * @returns `null` where the interpreter's host does not know its objects well enough, or the engine refuses the module.
 */
export function createDirect(
  interpreter: Interpreter,
  { instances, registry: { known } }: Types,
  api: Api,
  others: readonly Api[],
): DirectContext | null {
  const { transport } = interpreter;
  const { wasm } = transport;
  if (wasm === null) return null;
  const emit = new Emit(transport);
  const imports = importsOf(interpreter, wasm, api);
  const helpers = new Map(Object.entries(referenceHelpers(emit)));
  const candidates: DirectFunctions = {
    ...uniformFunctions(emit, api, transport.capi),
    ...referenceFunctions(emit),
    ...numberFunctions(emit),
    ...itemFunctions(emit),
    ...objectFunctions(emit),
    ...structFunctions(emit, instances),
    ...builderFunctions(emit, interpreter),
    ...typeFunctions(emit, known),
  };
  const functions = new Map<ApiFunctionName, DirectFunction>();
  for (const [member, candidate] of Object.entries(candidates)) {
    const isComplete = !ofStructs.has(member) && isPossible(candidate, helpers, imports);
    if (isComplete) functions.set(member as ApiFunctionName, candidate);
  }
  const { entries } = transport;
  const context = { apis: [api, ...others], functions, helpers, imports, entries };
  const pointers = load(context, wasm);
  return pointers === null ? null : { ...context, pointers };
}

/** Whether everything that a function links to is there. */
function isPossible(
  candidate: DirectFunction,
  helpers: DirectContext["helpers"],
  imports: DirectContext["imports"],
): boolean {
  let isComplete = true;
  candidate.code((name) => {
    const helper = helpers.get(name);
    if (helper !== undefined) isComplete &&= isPossible(helper, helpers, imports);
    else isComplete &&= imports.has(name);
    return 0;
  });
  return isComplete;
}

/** What code may link to: CPython's functions by `c:` and their names, JavaScript's by `js:`. */
function importsOf(interpreter: Interpreter, wasm: WasmHost, api: Api): Map<string, DirectImport> {
  const { edge, transport } = interpreter;
  const imports = new Map<string, DirectImport>();
  for (const [name, signature] of Object.entries({ ...leafFunctions, ...guardedFunctions })) {
    const target = wasm.symbol(name);
    if (typeof target === "function")
      imports.set(`c:${name}`, { signature: wasmSignature(signature), target: target as WasmFunction });
  }
  const add = (name: string, signature: string, callback: (...args: never[]) => unknown): void => {
    imports.set(`js:${name}`, { signature, target: edge.fromC(callback) as unknown as WasmFunction });
  };
  for (const [member, call] of Object.entries(Object.getPrototypeOf(api) as Api)) {
    if (typeof call !== "function") continue;
    add(member, signatureOf(member).replace(":i", ":"), call as (...args: never[]) => unknown);
  }
  add("room", "v:", transport.calls.room);
  for (const kind of ["List", "Tuple"] as const)
    add(`${kind}Builder_fail`, "i:iiii", builderFailure(interpreter, kind));
  return imports;
}

/** Puts the functions into the interpreter's table, for the context structs. */
function load(
  context: Omit<DirectContext, "pointers">,
  { memory, reserveFunctions, table }: WasmHost,
): ReadonlyMap<ApiFunctionName, Pointer> | null {
  const members = [...context.functions.keys()];
  const assembly = new DirectAssembly(context, members);
  const module = new WasmModule();
  module.importMemory("env", "memory");
  const targets: Record<string, WasmFunction> = {};
  for (const name of assembly.imports) {
    const { signature, target } = context.imports.get(name) as DirectImport;
    module.importFunction("direct", name, signature);
    targets[name] = target;
  }
  assembly.assemble(0, assembly.imports.length).forEach((code, index) => {
    const { locals, signature } = assembly.functions[index] as DirectFunction;
    module.function(signature, code, members[index], locals);
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.bytes()), {
    env: { memory },
    direct: targets,
  });
  const first = reserveFunctions(members.length);
  const pointers = new Map<ApiFunctionName, Pointer>();
  members.forEach((member, index) => {
    table.set(first + index, exports[member]);
    pointers.set(member, (first + index) as Pointer);
  });
  return pointers;
}

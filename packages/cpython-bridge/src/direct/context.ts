/**
 * The direct functions of one interpreter: which of the context's functions need no JavaScript, and a module of them.
 *
 * What is not here (types and modules made, what is described by structs, and whatever this Python or engine lacks
 * something for) stays what it is in JavaScript, for each function by itself.
 */

import type {
  Api,
  ApiFunctionName,
  DirectContext,
  DirectFunction,
  DirectImport,
  DirectTypes,
  Pointer,
  WasmFunction,
  WasmHost,
} from "@hpyjs/core";
import { CodeTemplate, DirectAssembly, holeIndex, uleb, WasmModule } from "@hpyjs/wasm";
import { guardedFunctions, leafFunctions } from "../capi.ts";
import type { Interpreter } from "../interpreter.ts";
import { addressShift, type KnownTypes, place, placeShift, placesMask } from "../type/known-types.ts";
import type { Types } from "../type/types.ts";
import { wasmSignature } from "../wasm-signature.ts";
import { builderFailure, builderFunctions } from "./builders.ts";
import { type DirectFunctions, Emit, signatureOf } from "./emit.ts";
import { itemFunctions } from "./items.ts";
import { numberFunctions } from "./numbers.ts";
import { objectFunctions } from "./objects.ts";
import { referenceFunctions, referenceHelpers } from "./references.ts";
import { structFunctions } from "./structs.ts";
import { textFunctions } from "./texts.ts";
import { moreHandles, trackerFunctions } from "./trackers.ts";
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
  const helpers = new Map(
    Object.entries(referenceHelpers(emit)).map(([name, helper]) => [name, remembered(helper)]),
  );
  const candidates: DirectFunctions = {
    ...uniformFunctions(emit, api, transport.capi),
    ...referenceFunctions(emit),
    ...numberFunctions(emit),
    ...itemFunctions(emit),
    ...objectFunctions(emit),
    ...textFunctions(emit),
    ...structFunctions(emit, instances),
    ...builderFunctions(emit, interpreter),
    ...trackerFunctions(emit, interpreter),
    ...typeFunctions(emit, known),
  };
  const functions = new Map<ApiFunctionName, DirectFunction>();
  for (const [member, candidate] of Object.entries(candidates)) {
    const isComplete = !ofStructs.has(member) && isPossible(candidate, helpers, imports);
    if (isComplete) functions.set(member as ApiFunctionName, remembered(candidate));
  }
  const { entries } = transport;
  const types = knownTypes(known, transport.layout.type);
  const context = { apis: [api, ...others], functions, helpers, imports, types, entries };
  const pointers = load(context, wasm);
  return pointers === null ? null : { ...context, pointers };
}

/** The same function, whose code is made but once. */
function remembered({ code, locals, signature }: DirectFunction): DirectFunction {
  const names: string[] = [];
  const template = new CodeTemplate(code((name) => holeIndex(names.push(name) - 1)));
  return { signature, locals, code: (link) => template.code((hole) => uleb(link(names[hole] as string))) };
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
      imports.set(`c:${name}`, {
        signature: wasmSignature(signature),
        target: target as WasmFunction,
        isLeaf: Object.hasOwn(leafFunctions, name),
      });
  }
  const add = (name: string, signature: string, callback: (...args: never[]) => unknown): void => {
    const target = edge.fromC(callback) as unknown as WasmFunction;
    imports.set(`js:${name}`, { signature, target, isLeaf: false });
  };
  for (const [member, call] of Object.entries(Object.getPrototypeOf(api) as Api)) {
    if (typeof call !== "function") continue;
    add(member, signatureOf(member).replace(":i", ":"), call as (...args: never[]) => unknown);
  }
  const room = edge.fromC(transport.calls.room) as (maySuspend: boolean) => number;
  const { suspender } = transport;
  // Below an entry from C nothing may suspend: so what may is asked before.
  imports.set("js:room", { signature: "i:", target: () => room(suspender.value), isLeaf: false });
  const { probe } = transport.calls;
  imports.set("probe", { signature: "v:i", target: probe as unknown as WasmFunction, isLeaf: true });
  for (const kind of ["List", "Tuple"] as const)
    add(`${kind}Builder_fail`, "i:iiii", builderFailure(interpreter, kind));
  const more = moreHandles(interpreter);
  add("Tracker_addMore", "v:ii", more.add);
  add("Tracker_endMore", "v:ii", more.end);
  return imports;
}

/** Where others than the bridge's own code find what is known of types. */
function knownTypes({ table }: KnownTypes, objectType: number): DirectTypes {
  const { make, mark, struct, type } = place;
  return {
    table,
    addressShift,
    placesMask,
    placeShift,
    place: { make, mark, struct, type },
    objectType,
  };
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

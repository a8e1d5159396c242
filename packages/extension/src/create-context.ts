/** Makes everything that belongs to one binding of a module. */

import { createOwnCode, HPy_NULL, type Layer, NULL, type Pointer } from "@hpyjs/core";
import { Async, currentSignal, isPromise } from "./async.ts";
import type { Binding } from "./binding.ts";
import { BufferExports } from "./buffer-export.ts";
import { openBuffer } from "./buffer-view.ts";
import { callableType } from "./callable.ts";
import { Calls, ModuleSelf } from "./calls.ts";
import { createFamilies } from "./context/index.ts";
import type { Comforts, Context } from "./context.ts";
import { type Converter, createConverter } from "./convert.ts";
import { type BaseKernel, createBaseKernel } from "./create-kernel.ts";
import { createRawContext } from "./create-raw.ts";
import { asHPy, HandleObject, type HPy, inside, KEPT, NOWHERE, type ObjectAccess } from "./handle.ts";
import { addTypeContext } from "./helpers/add-type.ts";
import type { AnyTypeToken, Instance, MemberSpecs, TypeToken } from "./instance.ts";
import { ItemIterator } from "./item-iterator.ts";
import type { CallImpl, Kernel } from "./kernel.ts";
import { NativeArray } from "./native-array.ts";
import { OUTSIDE } from "./scope.ts";
import { TypeRegistry } from "./type-registry.ts";
import { createValues } from "./values.ts";

/** A binding, with what the module itself needs of it. */
export interface ModuleBinding extends Binding {
  /** The types. */
  readonly types: TypeRegistry;
  /** The module's globals: a cell for each. */
  readonly globals: ReadonlyMap<string, Pointer>;
}

/** What a module declares that the context must know. */
export interface BindingInput {
  /** The types that the module lists. */
  readonly types: readonly AnyTypeToken[];
  /** The names of its globals. */
  readonly globals: readonly string[];
  /** The module's state. */
  readonly state: ObjectAccess;
}

/** Binds a module to `layer`. */
export function createBinding(layer: Layer, input: BindingInput): ModuleBinding {
  const base = createBaseKernel(layer);
  const { memory } = layer;
  const globals = new Map(input.globals.map((name) => [name, base.arena.reserve(memory.pointerSize)]));
  const ctx = {} as Context;
  const ownCode = createOwnCode();
  const converter = createConverter(base, ownCode, (value) =>
    isPromise(value) ? asynchronous.future(value) : HPy_NULL,
  );
  const calls = new Calls(base, converter.give);
  const asynchronous = new Async(base, calls, ctx);
  const binding: Binding = {
    kernel: base,
    calls,
    converter,
    buffers: new BufferExports(base),
    ctx,
    ownCode,
    moduleSelf: new ModuleSelf(base.scopes, input.state),
    raw: createRawContext(base, () => types),
  };
  const types: TypeRegistry = new TypeRegistry(binding, [...input.types, callableType]);
  const families = createFamilies(fullKernel(base, calls, converter, globals));
  const comforts = createComforts(binding, types, asynchronous);
  // The members stand on a prototype: V8 looks functions up faster there than among 300 own properties.
  Object.assign(families, addTypeContext(comforts.Type_FromSpec, families));
  Object.setPrototypeOf(ctx, Object.defineProperties(families, Object.getOwnPropertyDescriptors(comforts)));
  return { ...binding, types, globals };
}

function fullKernel(
  base: BaseKernel,
  calls: Calls,
  { give }: Converter,
  globals: ReadonlyMap<string, Pointer>,
): Kernel {
  const implementations = new WeakMap<CallImpl, ReturnType<Kernel["keywordsImplementation"]>>();
  return {
    ...base,
    give,
    fieldAddress: (self, name) => {
      base.unwrap(self);
      const { access } = inside(self);
      if (access !== null) return access.fieldAddress(self, name);
      throw new TypeError("Only an instance of a type written in TypeScript has fields: see ctx.as().");
    },
    globalAddress: (name) => {
      const cell = globals.get(name);
      if (cell === undefined) throw new TypeError(`the module lists no global '${name}'`);
      return cell;
    },
    keywordsImplementation: (impl) => {
      // The same for the same `impl`, so that the interpreter needs one C function for it, however often it is set.
      const known = implementations.get(impl) ?? keywordsImplementation(calls, impl);
      implementations.set(impl, known);
      return known;
    },
  };
}

function keywordsImplementation(calls: Calls, impl: CallImpl): ReturnType<Kernel["keywordsImplementation"]> {
  return (callable, args, nargs, kwnames) => {
    const outer = calls.scopes.enter();
    try {
      const list = calls.keywordArguments(args, nargs, kwnames);
      const result = calls.give(impl(calls.argument(callable), list, calls.argumentOrNull(kwnames)));
      calls.scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, HPy_NULL);
    }
  };
}

/** What the context has beyond the families. */
function createComforts(binding: Binding, types: TypeRegistry, asynchronous: Async): Comforts {
  const { buffers, calls, converter, ctx, kernel, moduleSelf, raw } = binding;
  const { api, check, extra, layer, memory, scopes, scratch, unwrap } = kernel;
  const { from, toJS } = createValues(kernel, converter);
  const freed = new FinalizationRegistry<Pointer>((pointer) => memory.free(pointer));

  function keep(h: HPy): HPy {
    const raw = api.Dup(unwrap(h));
    return asHPy(new HandleObject(raw, KEPT, NOWHERE, scopes, inside(h).access));
  }

  function instance(type: HPy, token: AnyTypeToken): HPy {
    const raw = unwrap(type);
    const found = types.bindingFor(token, raw);
    if (found === null) {
      throw kernel.error(api.h_TypeError, `ctx.New() needs the type '${token.name}' or a subclass of it`);
    }
    const made = api.New(raw, scratch);
    return made === HPy_NULL ? kernel.fail() : scopes.open(made, found);
  }

  return {
    name: layer.name,
    enter: (body) => {
      if (scopes.serial === OUTSIDE) moduleSelf.forget();
      return calls.enterFromOutside(() => body(ctx));
    },
    scope: (body) => calls.nested(scopes, body),
    keep: keep as Comforts["keep"],
    error: (type, message) => kernel.error(unwrap(type), message),
    get signal() {
      return currentSignal(scopes);
    },
    from,
    toJS,
    iterate: (h) => new ItemIterator(ctx, h),
    as: <S, F extends string, M extends MemberSpecs>(token: TypeToken<S, F, M>, h: HPy) =>
      types.as(token, h) as Instance<S, F, M> | null,
    is: (h, other) => api.Is(unwrap(h), unwrap(other)) !== 0,
    len: (h) => check(api.Length(unwrap(h))),
    raw,
    unwrap,
    wrap: (h) => kernel.open(h),
    import: (name) => ctx.Import_ImportModule(name),
    callable: (name, impl) => {
      const type = types.isMade(callableType) ? types.type(callableType) : types.makeListed(callableType);
      const made = ctx.New(type, callableType);
      made.struct = { name, impl };
      return made;
    },
    type: (token) => types.type(token),
    New: <S, F extends string, M extends MemberSpecs>(type: HPy, token: TypeToken<S, F, M>) =>
      instance(type, token) as Instance<S, F, M>,
    Type_FromSpec: (token, params = {}) => types.makeFromSpec(token, params),
    Module_GetState: (module) => {
      const state = extra.Module_GetState(unwrap(module));
      if (state === NULL) kernel.checkError();
      return state;
    },
    buffer: (h, options = {}) => openBuffer(kernel, h, options),
    nativeArray: (type, length) => new NativeArray(memory, type, length, freed),
    sync: (array, direction = "fromPython") => buffers.sync(array, direction),
    await: (awaitable, receive, signal) =>
      asynchronous.await(awaitable, receive ?? ((_ctx, result) => toJS(result) as never), signal),
  };
}

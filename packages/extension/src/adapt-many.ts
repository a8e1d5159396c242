/**
 * Ways from Python into an extension with any number of arguments: methods, `tp_new`, and the iterator's next item.
 *
 * As in `adapt-hot.ts`, each adapter has machine code of its own and spends its handles itself. Up to three arguments
 * are held one by one, so that neither they nor the array need exist for the engine; the array belongs to whoever is
 * called, who may do with it what he likes.
 */

import type { Handle, Pointer, Signatures } from "@hpyjs/core";
import type { Owner } from "./adapt-hot.ts";
import type { Binding } from "./binding.ts";
import type { Calls, ModuleSelf } from "./calls.ts";
import { HandleObject, type HPy, type ObjectAccess } from "./handle.ts";
import type { ScopeStack } from "./scope.ts";
import { readHandle } from "./words.ts";

type Ctx = Binding["ctx"];
type Dup = (h: Handle) => Handle;
type Give = (value: unknown) => Handle;
type Item = (args: Pointer, index: number) => Handle;
type Arguments = readonly HPy[];

const varArgs = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess | null,
  moduleSelf: ModuleSelf,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy, args: Arguments) => unknown,
  Handle: typeof HandleObject,
  dup: Dup,
  item: Item,
): Signatures["VARARGS"] => {
  const any: Signatures["VARARGS"] = (self, args, nargs) => {
    const outer = scopes.enter();
    const owner = access === null ? moduleSelf.get(self) : new Handle(self, -1, -1, scopes, access);
    const all: HandleObject[] = [];
    for (let i = 0; i < nargs; i++) all.push(new Handle(item(args, i), -1, -1, scopes, null));
    try {
      const result = give(impl(ctx, owner as HPy, all.slice() as unknown as Arguments));
      for (let i = 0; i < nargs; i++) (all[i] as HandleObject).raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      for (let i = 0; i < nargs; i++) (all[i] as HandleObject).raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
  return (self, args, nargs) => {
    if (nargs > 3 || nargs === 0) return any(self, args, nargs);
    const outer = scopes.enter();
    const owner = access === null ? moduleSelf.get(self) : new Handle(self, -1, -1, scopes, access);
    const first = new Handle(item(args, 0), -1, -1, scopes, null);
    const second = nargs > 1 ? new Handle(item(args, 1), -1, -1, scopes, null) : first;
    const third = nargs > 2 ? new Handle(item(args, 2), -1, -1, scopes, null) : first;
    const list = nargs === 1 ? [first] : nargs === 2 ? [first, second] : [first, second, third];
    try {
      const answer = impl(ctx, owner as HPy, list as unknown as Arguments);
      const isArgument = answer === first || answer === second || answer === third;
      const result = isArgument ? dup((answer as HandleObject).raw) : give(answer);
      first.raw = 0 as Handle;
      second.raw = 0 as Handle;
      third.raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      first.raw = 0 as Handle;
      second.raw = 0 as Handle;
      third.raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

/** @param named gives the number of keyword arguments. */
const keywords = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess | null,
  moduleSelf: ModuleSelf,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy, args: Arguments, kwnames: HPy | null) => unknown,
  Handle: typeof HandleObject,
  dup: Dup,
  item: Item,
  named: (kwnames: Handle) => number,
): Signatures["KEYWORDS"] => {
  const any: Signatures["KEYWORDS"] = (self, args, count, kwnames) => {
    const outer = scopes.enter();
    const owner = access === null ? moduleSelf.get(self) : new Handle(self, -1, -1, scopes, access);
    const names = kwnames === 0 ? null : new Handle(kwnames, -1, -1, scopes, null);
    const all: HandleObject[] = [];
    for (let i = 0; i < count; i++) all.push(new Handle(item(args, i), -1, -1, scopes, null));
    try {
      const result = give(impl(ctx, owner as HPy, all.slice() as unknown as Arguments, names as HPy | null));
      for (let i = 0; i < count; i++) (all[i] as HandleObject).raw = 0 as Handle;
      if (names !== null) names.raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      for (let i = 0; i < count; i++) (all[i] as HandleObject).raw = 0 as Handle;
      if (names !== null) names.raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
  return (self, args, nargs, kwnames) => {
    const count = kwnames === 0 ? nargs : nargs + named(kwnames);
    if (count > 3 || count === 0) return any(self, args, count, kwnames);
    const outer = scopes.enter();
    const owner = access === null ? moduleSelf.get(self) : new Handle(self, -1, -1, scopes, access);
    const names = kwnames === 0 ? null : new Handle(kwnames, -1, -1, scopes, null);
    const first = new Handle(item(args, 0), -1, -1, scopes, null);
    const second = count > 1 ? new Handle(item(args, 1), -1, -1, scopes, null) : first;
    const third = count > 2 ? new Handle(item(args, 2), -1, -1, scopes, null) : first;
    const list = count === 1 ? [first] : count === 2 ? [first, second] : [first, second, third];
    try {
      const answer = impl(ctx, owner as HPy, list as unknown as Arguments, names as HPy | null);
      const isArgument = answer === first || answer === second || answer === third;
      const result = isArgument ? dup((answer as HandleObject).raw) : give(answer);
      first.raw = 0 as Handle;
      second.raw = 0 as Handle;
      third.raw = 0 as Handle;
      if (names !== null) names.raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      first.raw = 0 as Handle;
      second.raw = 0 as Handle;
      third.raw = 0 as Handle;
      if (names !== null) names.raw = 0 as Handle;
      if (access !== null) (owner as HandleObject).raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const making = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  ctx: Ctx,
  impl: (ctx: Ctx, type: HPy, args: Arguments, kw: HPy | null) => unknown,
  Handle: typeof HandleObject,
  item: Item,
): Signatures["NEWFUNC"] => {
  return (type, args, nargs, kw) => {
    const outer = scopes.enter();
    const itself = new Handle(type, -1, -1, scopes, null);
    const dict = kw === 0 ? null : new Handle(kw, -1, -1, scopes, null);
    const all: HandleObject[] = [];
    for (let i = 0; i < nargs; i++) all.push(new Handle(item(args, i), -1, -1, scopes, null));
    try {
      const result = give(
        impl(ctx, itself as HandleObject & HPy, all.slice() as unknown as Arguments, dict as HPy | null),
      );
      for (let i = 0; i < nargs; i++) (all[i] as HandleObject).raw = 0 as Handle;
      itself.raw = 0 as Handle;
      if (dict !== null) dict.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      for (let i = 0; i < nargs; i++) (all[i] as HandleObject).raw = 0 as Handle;
      itself.raw = 0 as Handle;
      if (dict !== null) dict.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const next = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy) => unknown,
  Handle: typeof HandleObject,
): Signatures["ITERNEXTFUNC"] => {
  return (self) => {
    const outer = scopes.enter();
    const instance = new Handle(self, -1, -1, scopes, access);
    try {
      const value = impl(ctx, instance as HandleObject & HPy);
      const result = value === undefined ? (0 as Handle) : give(value);
      instance.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      instance.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

/** How to read an item of an array of arguments. */
function itemOf({ kernel }: Binding): Item {
  const { memory } = kernel;
  if (memory.pointerSize === 4) return (args, index) => memory.i32()[(args >>> 2) + index] as Handle;
  return (args, index) => readHandle(memory, args, index);
}

/** A method with positional arguments. */
export function adaptVarArgs(
  binding: Binding,
  owner: Owner,
  impl: (ctx: Ctx, self: HPy, args: Arguments) => unknown,
): Signatures["VARARGS"] {
  const { calls, converter, ctx, kernel, moduleSelf, ownCode } = binding;
  const give = converter.ownGive();
  const { Dup } = kernel.api;
  const item = itemOf(binding);
  return ownCode(varArgs)(
    ...([calls, calls.scopes, give, owner, moduleSelf, ctx, impl, HandleObject, Dup, item] as const),
  );
}

/** A method with keyword arguments. */
export function adaptKeywords(
  binding: Binding,
  owner: Owner,
  impl: (ctx: Ctx, self: HPy, args: Arguments, kwnames: HPy | null) => unknown,
): Signatures["KEYWORDS"] {
  const { calls, converter, ctx, kernel, moduleSelf, ownCode } = binding;
  const give = converter.ownGive();
  const { Dup, Length } = kernel.api;
  const item = itemOf(binding);
  return ownCode(keywords)(
    ...([calls, calls.scopes, give, owner, moduleSelf, ctx, impl, HandleObject, Dup, item, Length] as const),
  );
}

/** The slot that makes instances. */
export function adaptNew(
  binding: Binding,
  impl: (ctx: Ctx, type: HPy, args: Arguments, kw: HPy | null) => unknown,
): Signatures["NEWFUNC"] {
  const { calls, converter, ctx, ownCode } = binding;
  const give = converter.ownGive();
  return ownCode(making)(calls, calls.scopes, give, ctx, impl, HandleObject, itemOf(binding));
}

/** The slot of the iterator's next item. */
export function adaptNext(
  { calls, converter, ctx, ownCode }: Binding,
  access: ObjectAccess,
  impl: (ctx: Ctx, self: HPy) => unknown,
): Signatures["ITERNEXTFUNC"] {
  return ownCode(next)(calls, calls.scopes, converter.ownGive(), access, ctx, impl, HandleObject);
}

/**
 * The hottest ways from Python into an extension: methods without and with one argument, operators, indexing,
 * comparison, getters.
 *
 * Each adapter has machine code of its own (`own-code.ts`), hence the long parameter lists: its factory refers to
 * nothing but its parameters. An adapter spends its handles itself, which is cheaper than beginning a scope, and
 * recognizes an argument that is returned before that can escape into the general conversion, so that V8 need not
 * allocate it.
 */

import type { Handle, Signatures } from "@hpyjs/core";
import type { Binding } from "./binding.ts";
import type { Calls, ModuleSelf } from "./calls.ts";
import { HandleObject, type HPy, type ObjectAccess } from "./handle.ts";
import type { ScopeStack } from "./scope.ts";

/** Whose methods they are: instances of a type, or (`null`) the module. */
export type Owner = ObjectAccess | null;

type Ctx = Binding["ctx"];
type Dup = (h: Handle) => Handle;
type Give = (value: unknown) => Handle;

const moduleNoArgs = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  moduleSelf: ModuleSelf,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy) => unknown,
): Signatures["NOARGS"] => {
  return (self) => {
    const outer = scopes.enter();
    try {
      const result = give(impl(ctx, moduleSelf.get(self)));
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const moduleOneArg = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  moduleSelf: ModuleSelf,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy, arg: HPy) => unknown,
  Handle: typeof HandleObject,
  dup: Dup,
): Signatures["O"] => {
  return (self, arg) => {
    const outer = scopes.enter();
    const argument = new Handle(arg, -1, -1, scopes, null);
    try {
      const answer = impl(ctx, moduleSelf.get(self), argument as HandleObject & HPy);
      const result = answer === argument ? dup(arg) : give(answer);
      argument.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      argument.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const instanceNoArgs = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy) => unknown,
  Handle: typeof HandleObject,
  dup: Dup,
): Signatures["NOARGS"] => {
  return (self) => {
    const outer = scopes.enter();
    const instance = new Handle(self, -1, -1, scopes, access);
    try {
      const answer = impl(ctx, instance as HandleObject & HPy);
      const result = answer === instance ? dup(self) : give(answer);
      instance.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      instance.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const instanceOneArg = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy, arg: HPy) => unknown,
  Handle: typeof HandleObject,
  dup: Dup,
): Signatures["O"] => {
  return (self, arg) => {
    const outer = scopes.enter();
    const instance = new Handle(self, -1, -1, scopes, access);
    const argument = new Handle(arg, -1, -1, scopes, null);
    try {
      const answer = impl(ctx, instance as HandleObject & HPy, argument as HandleObject & HPy);
      const result = answer === argument ? dup(arg) : answer === instance ? dup(self) : give(answer);
      instance.raw = 0 as Handle;
      argument.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      instance.raw = 0 as Handle;
      argument.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const operator = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  ctx: Ctx,
  impl: (ctx: Ctx, left: HPy, right: HPy) => unknown,
  Handle: typeof HandleObject,
  dup: Dup,
): Signatures["BINARYFUNC"] => {
  return (left, right) => {
    const outer = scopes.enter();
    const a = new Handle(left, -1, -1, scopes, null);
    const b = new Handle(right, -1, -1, scopes, null);
    try {
      const answer = impl(ctx, a as HandleObject & HPy, b as HandleObject & HPy);
      const result = answer === a ? dup(left) : answer === b ? dup(right) : give(answer);
      a.raw = 0 as Handle;
      b.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      a.raw = 0 as Handle;
      b.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const instanceIndex = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy, index: number) => unknown,
  Handle: typeof HandleObject,
): Signatures["SSIZEARGFUNC"] => {
  return (self, index) => {
    const outer = scopes.enter();
    const instance = new Handle(self, -1, -1, scopes, access);
    try {
      const result = give(impl(ctx, instance as HandleObject & HPy, index));
      instance.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      instance.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

const instanceComparison = (
  calls: Calls,
  scopes: ScopeStack,
  give: Give,
  access: ObjectAccess,
  ctx: Ctx,
  impl: (ctx: Ctx, self: HPy, other: HPy, op: number) => unknown,
  Handle: typeof HandleObject,
): Signatures["RICHCMPFUNC"] => {
  return (self, other, op) => {
    const outer = scopes.enter();
    const instance = new Handle(self, -1, -1, scopes, access);
    const argument = new Handle(other, -1, -1, scopes, null);
    try {
      const result = give(impl(ctx, instance as HandleObject & HPy, argument as HandleObject & HPy, op));
      instance.raw = 0 as Handle;
      argument.raw = 0 as Handle;
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      instance.raw = 0 as Handle;
      argument.raw = 0 as Handle;
      return calls.abandon(outer, thrown, 0 as Handle);
    }
  };
};

/** A method without arguments, also a getter or a slot that only gets the instance. */
export function adaptNoArgs(
  { calls, converter, ctx, kernel, moduleSelf, ownCode }: Binding,
  owner: Owner,
  impl: (ctx: Ctx, self: HPy) => unknown,
): Signatures["NOARGS"] {
  const { scopes } = calls;
  const give = converter.ownGive();
  if (owner === null) return ownCode(moduleNoArgs)(calls, scopes, give, moduleSelf, ctx, impl);
  return ownCode(instanceNoArgs)(calls, scopes, give, owner, ctx, impl, HandleObject, kernel.api.Dup);
}

/** A method with one argument, also a slot that gets the instance and another object. */
export function adaptOneArg(
  { calls, converter, ctx, kernel, moduleSelf, ownCode }: Binding,
  owner: Owner,
  impl: (ctx: Ctx, self: HPy, arg: HPy) => unknown,
): Signatures["O"] {
  const { scopes } = calls;
  const give = converter.ownGive();
  const { Dup } = kernel.api;
  if (owner === null) {
    return ownCode(moduleOneArg)(calls, scopes, give, moduleSelf, ctx, impl, HandleObject, Dup);
  }
  return ownCode(instanceOneArg)(calls, scopes, give, owner, ctx, impl, HandleObject, Dup);
}

/** A binary operator, either side of which may be the instance. */
export function adaptOperator(
  { calls, converter, ctx, kernel, ownCode }: Binding,
  impl: (ctx: Ctx, left: HPy, right: HPy) => unknown,
): Signatures["BINARYFUNC"] {
  const { Dup } = kernel.api;
  return ownCode(operator)(calls, calls.scopes, converter.ownGive(), ctx, impl, HandleObject, Dup);
}

/** A slot that gets the instance and an index or a count. */
export function adaptIndex(
  { calls, converter, ctx, ownCode }: Binding,
  access: ObjectAccess,
  impl: (ctx: Ctx, self: HPy, index: number) => unknown,
): Signatures["SSIZEARGFUNC"] {
  return ownCode(instanceIndex)(calls, calls.scopes, converter.ownGive(), access, ctx, impl, HandleObject);
}

/** The slot of the comparison operators. */
export function adaptComparison(
  { calls, converter, ctx, ownCode }: Binding,
  access: ObjectAccess,
  impl: (ctx: Ctx, self: HPy, other: HPy, op: number) => unknown,
): Signatures["RICHCMPFUNC"] {
  const give = converter.ownGive();
  return ownCode(instanceComparison)(calls, calls.scopes, give, access, ctx, impl, HandleObject);
}

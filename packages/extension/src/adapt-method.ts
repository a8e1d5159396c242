/**
 * Methods: raw implementations around what an author wrote.
 *
 * NOARGS and O are the hottest paths of an extension. Their adapters have machine code of their own (`own-code.ts`),
 * hence the long parameter lists; they spend their handles themselves, and recognize an argument that is returned
 * before the argument can escape into the general conversion.
 */

import { type Handle, HPy_NULL, type MethodDefinition, type Signatures } from "@hpyjs/core";
import type { Binding } from "./binding.ts";
import type { Calls, ModuleSelf } from "./calls.ts";
import { HandleObject, type HPy, type ObjectAccess } from "./handle.ts";
import { conventionOf, methodDoc } from "./helpers/text-signature.ts";
import type { MethodSpec } from "./implementation.ts";
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

/** The definition of a method. @throws TypeError when it does not have exactly one implementation. */
export function adaptMethod(
  binding: Binding,
  owner: Owner,
  name: string,
  spec: MethodSpec<HPy>,
): MethodDefinition {
  const { calls, ctx, moduleSelf } = binding;
  const { give, scopes } = calls;
  const convention = conventionOf(spec) ?? "KEYWORDS";
  const doc = methodDoc(name, convention, owner === null ? "module" : "self", spec.doc, spec.parameters);
  const selfOf = (raw: Handle): HPy => (owner === null ? moduleSelf.get(raw) : calls.self(raw, owner));
  const { NOARGS, O, VARARGS, KEYWORDS } = spec;
  if ([NOARGS, O, VARARGS, KEYWORDS].filter((impl) => impl !== undefined).length !== 1) {
    throw new TypeError(`method '${name}' needs exactly one of NOARGS, O, VARARGS and KEYWORDS`);
  }
  if (NOARGS !== undefined) {
    return { kind: "meth", name, doc, signature: "NOARGS", impl: adaptNoArgs(binding, owner, NOARGS) };
  }
  if (O !== undefined)
    return { kind: "meth", name, doc, signature: "O", impl: adaptOneArg(binding, owner, O) };
  if (VARARGS !== undefined) {
    const impl: Signatures["VARARGS"] = (self, args, nargs) => {
      const outer = scopes.enter();
      try {
        const result = give(VARARGS(ctx, selfOf(self), calls.arguments(args, nargs)));
        scopes.leave(outer);
        return result;
      } catch (thrown) {
        return calls.abandon(outer, thrown, HPy_NULL);
      }
    };
    return { kind: "meth", name, doc, signature: "VARARGS", impl };
  }
  const keywords = KEYWORDS as NonNullable<typeof KEYWORDS>;
  const impl: Signatures["KEYWORDS"] = (self, args, nargs, kwnames) => {
    const outer = scopes.enter();
    try {
      const list = calls.keywordArguments(args, nargs, kwnames);
      const result = give(keywords(ctx, selfOf(self), list, calls.argumentOrNull(kwnames)));
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, HPy_NULL);
    }
  };
  return { kind: "meth", name, doc, signature: "KEYWORDS", impl };
}

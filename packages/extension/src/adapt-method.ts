/**
 * Methods: raw implementations around what an author wrote.
 *
 * These are the hottest paths of an extension, so they spend their handles themselves instead of putting them on the
 * scope stack, and share no code that would make the engine's inline caches polymorphic.
 */

import { type Handle, HPy_NULL, type MethodDefinition, type Signatures } from "@hpyjs/core";
import type { Binding } from "./binding.ts";
import { borrowed } from "./calls.ts";
import { ENDED, HandleObject, type HPy, type ObjectAccess, spendHandle } from "./handle.ts";
import { conventionOf, methodDoc } from "./helpers/text-signature.ts";
import type { MethodSpec, NoArgsImpl, OneArgImpl } from "./implementation.ts";

/** Whose methods they are: instances of a type, or (`null`) the module. */
export type Owner = ObjectAccess | null;

/** A method without arguments, also a getter or a slot that only gets the instance. */
export function adaptNoArgs(binding: Binding, owner: Owner, impl: NoArgsImpl<HPy>): Signatures["NOARGS"] {
  const { calls, ctx, moduleSelf } = binding;
  const { give, scopes } = calls;
  if (process.env.NF)
    return new Function(
      "scopes",
      "give",
      "impl",
      "ctx",
      "moduleSelf",
      "calls",
      "HandleObject",
      "owner",
      `
    return (self) => {
      const outer = scopes.enter();
      try {
        const result = give(impl(ctx, ${owner === null ? "moduleSelf.get(self)" : "new HandleObject(self, -1, scopes, owner)"}));
        scopes.leave(outer);
        return result;
      } catch (thrown) {
        return calls.abandon(outer, thrown, 0);
      }
    }`,
    )(scopes, give, impl, ctx, moduleSelf, calls, HandleObject, owner);
  if (owner === null) {
    return (self) => {
      const outer = scopes.enter();
      try {
        const result = give(impl(ctx, moduleSelf.get(self)));
        scopes.leave(outer);
        return result;
      } catch (thrown) {
        return calls.abandon(outer, thrown, HPy_NULL);
      }
    };
  }
  return (self) => {
    const outer = scopes.enter();
    const instance = borrowed(self, scopes, owner);
    try {
      const result = give(impl(ctx, instance));
      spendHandle(instance, ENDED);
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      spendHandle(instance, ENDED);
      return calls.abandon(outer, thrown, HPy_NULL);
    }
  };
}

/** A method with one argument, also a slot that gets the instance and another object. */
export function adaptOneArg(binding: Binding, owner: Owner, impl: OneArgImpl<HPy>): Signatures["O"] {
  const { calls, ctx, moduleSelf } = binding;
  const { give, scopes } = calls;
  if (process.env.NF)
    return new Function(
      "scopes",
      "give",
      "impl",
      "ctx",
      "moduleSelf",
      "calls",
      "HandleObject",
      "owner",
      `
    return (self, arg) => {
      const outer = scopes.enter();
      const argument = new HandleObject(arg, -1, scopes, null);
      try {
        const result = give(impl(ctx, ${owner === null ? "moduleSelf.get(self)" : "new HandleObject(self, -1, scopes, owner)"}, argument));
        argument.raw = 0; argument.standing = -6;
        scopes.leave(outer);
        return result;
      } catch (thrown) {
        return calls.abandon(outer, thrown, 0);
      }
    }`,
    )(scopes, give, impl, ctx, moduleSelf, calls, HandleObject, owner);
  if (owner === null) {
    return (self, arg) => {
      const outer = scopes.enter();
      const argument = borrowed(arg, scopes, null);
      try {
        const result = give(impl(ctx, moduleSelf.get(self), argument));
        spendHandle(argument, ENDED);
        scopes.leave(outer);
        return result;
      } catch (thrown) {
        spendHandle(argument, ENDED);
        return calls.abandon(outer, thrown, HPy_NULL);
      }
    };
  }
  return (self, arg) => {
    const outer = scopes.enter();
    const instance = borrowed(self, scopes, owner);
    const argument = borrowed(arg, scopes, null);
    try {
      const result = give(impl(ctx, instance, argument));
      spendHandle(instance, ENDED);
      spendHandle(argument, ENDED);
      scopes.leave(outer);
      return result;
    } catch (thrown) {
      spendHandle(instance, ENDED);
      spendHandle(argument, ENDED);
      return calls.abandon(outer, thrown, HPy_NULL);
    }
  };
}

/** The definition of a method. @throws TypeError when it does not have exactly one implementation. */
export function adaptMethod(
  binding: Binding,
  owner: Owner,
  name: string,
  spec: MethodSpec<HPy>,
): MethodDefinition {
  const { calls, ctx, moduleSelf } = binding;
  const { give } = calls;
  const selfOf = (raw: Handle): HPy => (owner === null ? moduleSelf.get(raw) : calls.self(raw, owner));
  const { NOARGS, O, VARARGS, KEYWORDS } = spec;
  if ([NOARGS, O, VARARGS, KEYWORDS].filter((impl) => impl !== undefined).length !== 1) {
    throw new TypeError(`method '${name}' needs exactly one of NOARGS, O, VARARGS and KEYWORDS`);
  }
  const convention = conventionOf(spec) ?? "KEYWORDS";
  const doc = methodDoc(name, convention, owner === null ? "module" : "self", spec.doc, spec.parameters);
  if (NOARGS !== undefined) {
    return { kind: "meth", name, doc, signature: "NOARGS", impl: adaptNoArgs(binding, owner, NOARGS) };
  }
  if (O !== undefined)
    return { kind: "meth", name, doc, signature: "O", impl: adaptOneArg(binding, owner, O) };
  if (VARARGS !== undefined) {
    const impl: Signatures["VARARGS"] = (self, args, nargs) => {
      const outer = calls.scopes.enter();
      try {
        const result = give(VARARGS(ctx, selfOf(self), calls.arguments(args, nargs)));
        calls.scopes.leave(outer);
        return result;
      } catch (thrown) {
        return calls.abandon(outer, thrown, HPy_NULL);
      }
    };
    return { kind: "meth", name, doc, signature: "VARARGS", impl };
  }
  const keywords = KEYWORDS as NonNullable<typeof KEYWORDS>;
  const impl: Signatures["KEYWORDS"] = (self, args, nargs, kwnames) => {
    const outer = calls.scopes.enter();
    try {
      const list = calls.keywordArguments(args, nargs, kwnames);
      const result = give(keywords(ctx, selfOf(self), list, calls.argumentOrNull(kwnames)));
      calls.scopes.leave(outer);
      return result;
    } catch (thrown) {
      return calls.abandon(outer, thrown, HPy_NULL);
    }
  };
  return { kind: "meth", name, doc, signature: "KEYWORDS", impl };
}

/** Methods: raw implementations around what an author wrote. */

import { type Handle, HPy_NULL, type MethodDefinition, type Signatures } from "@hpyjs/core";
import { adaptNoArgs, adaptOneArg, type Owner } from "./adapt-hot.ts";
import type { Binding } from "./binding.ts";
import type { HPy } from "./handle.ts";
import { conventionOf, methodDoc } from "./helpers/text-signature.ts";
import type { MethodSpec } from "./implementation.ts";

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

/** Methods: raw implementations around what an author wrote. */

import type { MethodDefinition } from "@hpyjs/core";
import { adaptNoArgs, adaptOneArg, type Owner } from "./adapt-hot.ts";
import { adaptKeywords, adaptVarArgs } from "./adapt-many.ts";
import type { Binding } from "./binding.ts";
import type { HPy } from "./handle.ts";
import { conventionOf, methodDoc } from "./helpers/text-signature.ts";
import type { KeywordsImpl, MethodSpec, NoArgsImpl, OneArgImpl, VarArgsImpl } from "./implementation.ts";
import { adaptRaw, isRaw } from "./raw.ts";

/** Implementations with handles, of which there is one. */
interface ComfortableSpec {
  readonly NOARGS?: NoArgsImpl<HPy>;
  readonly O?: OneArgImpl<HPy>;
  readonly VARARGS?: VarArgsImpl<HPy>;
  readonly KEYWORDS?: KeywordsImpl<HPy>;
}

/** The definition of a method. @throws TypeError when it does not have exactly one implementation. */
export function adaptMethod(
  binding: Binding,
  owner: Owner,
  name: string,
  spec: MethodSpec<HPy>,
): MethodDefinition {
  const convention = conventionOf(spec) ?? "KEYWORDS";
  const doc = methodDoc(name, convention, owner === null ? "module" : "self", spec.doc, spec.parameters);
  const { NOARGS, O, VARARGS, KEYWORDS } = spec;
  if ([NOARGS, O, VARARGS, KEYWORDS].filter((impl) => impl !== undefined).length !== 1) {
    throw new TypeError(`method '${name}' needs exactly one of NOARGS, O, VARARGS and KEYWORDS`);
  }
  const given = NOARGS ?? O ?? VARARGS ?? (KEYWORDS as NonNullable<typeof KEYWORDS>);
  if (isRaw<typeof convention>(given)) {
    const impl = adaptRaw(binding.raw, binding.ownCode, given);
    return { kind: "meth", name, doc, signature: convention, impl } as MethodDefinition;
  }
  return adaptComfortable(binding, owner, { name, doc }, spec as ComfortableSpec);
}

function adaptComfortable(
  binding: Binding,
  owner: Owner,
  { name, doc }: Pick<MethodDefinition, "doc" | "name">,
  { NOARGS, O, VARARGS, KEYWORDS }: ComfortableSpec,
): MethodDefinition {
  if (NOARGS !== undefined) {
    return { kind: "meth", name, doc, signature: "NOARGS", impl: adaptNoArgs(binding, owner, NOARGS) };
  }
  if (O !== undefined)
    return { kind: "meth", name, doc, signature: "O", impl: adaptOneArg(binding, owner, O) };
  if (VARARGS !== undefined)
    return { kind: "meth", name, doc, signature: "VARARGS", impl: adaptVarArgs(binding, owner, VARARGS) };
  const impl = adaptKeywords(binding, owner, KEYWORDS as NonNullable<typeof KEYWORDS>);
  return { kind: "meth", name, doc, signature: "KEYWORDS", impl };
}

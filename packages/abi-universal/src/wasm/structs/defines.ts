/** `HPyDef` arrays: what a type or a module defines. */

import {
  type Definition,
  defKinds,
  type MemberKind,
  type MethodDefinition,
  memberKindNumber,
  type Pointer,
  type Signatures,
  type SlotDefinition,
  type SlotName,
  signatureNumber,
  slotNumber,
  slotSignature,
} from "@hpyjs/core";
import { DefinitionError } from "../errors.ts";
import type { StructSource } from "./source.ts";

/** Names by number. */
function byNumber<N extends string>(numbers: Readonly<Record<N, number>>): ReadonlyMap<number, N> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number as number, name as N]));
}

const methodSignatures: readonly (keyof Signatures)[] = ["VARARGS", "KEYWORDS", "NOARGS", "O"];

/** Reads the definitions that an extension lists. Without state of its own but the tables of names. */
export class DefinesReader {
  readonly #slots: ReadonlyMap<number, SlotName> = byNumber(slotNumber);
  readonly #members: ReadonlyMap<number, MemberKind> = byNumber(memberKindNumber);
  readonly #signatures: ReadonlyMap<number, keyof Signatures> = byNumber(signatureNumber);

  /**
   * The definitions in a `HPyDef *[]` that ends with `NULL`.
   * @param unknownSlot the error for a slot with this number, which no type or module has.
   * @throws DefinitionError for what makes no sense.
   */
  read(source: StructSource, array: number, unknownSlot: (number: number) => string): Definition[] {
    return source.memory
      .words(array, "an HPyDef array")
      .map((address) => this.#define(source, address, unknownSlot));
  }

  #define(source: StructSource, address: number, unknownSlot: (number: number) => string): Definition {
    const { memory } = source;
    const kind = memory.fieldInt("HPyDef", address, "kind");
    switch (kind) {
      case defKinds.Slot: {
        const slot = memory.field("HPyDef", address, "slot");
        const number = memory.fieldInt("HPySlot", slot, "slot");
        const name = this.#slots.get(number);
        if (name === undefined) throw new DefinitionError(unknownSlot(number));
        const impl = memory.fieldWord("HPySlot", slot, "impl") as Pointer;
        const signature: keyof Signatures = slotSignature[name];
        return { kind: "slot", slot: name, impl: source.implementation(signature, impl) } as SlotDefinition;
      }
      case defKinds.Meth:
        return this.#method(source, memory.field("HPyDef", address, "meth"));
      case defKinds.Member: {
        const member = memory.field("HPyDef", address, "member");
        const number = memory.fieldInt("HPyMember", member, "type");
        const name = this.#name(source, "HPyMember", member);
        const type = this.#members.get(number);
        if (type === undefined) {
          throw new DefinitionError(`the member '${name}' has the unknown HPyMember_FieldType ${number}`);
        }
        return {
          kind: "member",
          name,
          type,
          offset: memory.fieldInt("HPyMember", member, "offset"),
          readonly: memory.fieldInt("HPyMember", member, "readonly") !== 0,
          doc: memory.fieldText("HPyMember", member, "doc"),
        };
      }
      case defKinds.GetSet: {
        const getset = memory.field("HPyDef", address, "getset");
        const get = memory.fieldWord("HPyGetSet", getset, "getter_impl") as Pointer;
        const set = memory.fieldWord("HPyGetSet", getset, "setter_impl") as Pointer;
        return {
          kind: "getset",
          name: this.#name(source, "HPyGetSet", getset),
          get: get === 0 ? null : source.implementation("GETTER", get),
          set: set === 0 ? null : source.implementation("SETTER", set),
          doc: memory.fieldText("HPyGetSet", getset, "doc"),
          closure: memory.fieldWord("HPyGetSet", getset, "closure") as Pointer,
        };
      }
      default:
        throw new DefinitionError(`an HPyDef has the unknown HPyDef_Kind ${kind}`);
    }
  }

  #method(source: StructSource, address: number): MethodDefinition {
    const { memory } = source;
    const number = memory.fieldInt("HPyMeth", address, "signature");
    const signature = this.#signatures.get(number);
    const impl = memory.fieldWord("HPyMeth", address, "impl") as Pointer;
    const isKnown = signature !== undefined && methodSignatures.includes(signature);
    return {
      kind: "meth",
      name: this.#name(source, "HPyMeth", address),
      // A number that no method has is kept, to be refused where the method is made.
      signature: isKnown ? signature : `${number}`,
      impl: source.implementation(isKnown ? signature : "NOARGS", impl),
      doc: memory.fieldText("HPyMeth", address, "doc"),
    } as MethodDefinition;
  }

  #name(source: StructSource, struct: "HPyMeth" | "HPyMember" | "HPyGetSet", address: number): string {
    const name = source.memory.fieldText(struct, address, "name");
    if (name === null) throw new DefinitionError(`an ${struct} has no name`);
    return name;
  }
}

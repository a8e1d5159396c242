/**
 * Types that keep their call function in their own struct: the member `__vectorcalloffset__` and a field of type
 * `HPyCallFunction` at its offset.
 *
 * CPython would call the field's first word, a C function with CPython's own signature, which compiled headers may or
 * may not provide. Its second word is the HPy function; a type made here has a `tp_call` that calls that one.
 */

import {
  type Definition,
  type Handle,
  HPy_NULL,
  type Pointer,
  type SlotDefinition,
  type TypeDefinition,
  typeFlags,
} from "@hpyjs/core";
import { readCallFunction } from "./functions.ts";
import type { StructSource } from "./source.ts";

const callMember = "__vectorcalloffset__";

/**
 * Replaces the member by a `tp_call` that looks into the struct.
 * @param structOf the address of an instance's struct in the extension's memory; `NULL` with an exception set.
 */
export function withCallField(
  definition: TypeDefinition,
  source: StructSource,
  structOf: (object: Handle) => Pointer,
  raise: (message: string) => void,
): TypeDefinition {
  const { defines, flags } = definition;
  const member = defines.find((define) => define.kind === "member" && define.name === callMember);
  const hasCall = defines.some((define) => define.kind === "slot" && define.slot === "tp_call");
  if (member?.kind !== "member" || hasCall) return definition;
  const call: SlotDefinition = {
    kind: "slot",
    slot: "tp_call",
    impl: (self, args, nargs, kwnames) => {
      const struct = structOf(self);
      if (struct === 0) return HPy_NULL;
      const field = struct + member.offset;
      if (source.memory.fieldWord("HPyCallFunction", field, "impl") === 0) {
        raise("the object has no call function: its HPyCallFunction was never set");
        return HPy_NULL;
      }
      return readCallFunction(source, field).impl(self, args, nargs, kwnames);
    },
  };
  const others: Definition[] = defines.filter((define) => define !== member);
  return {
    ...definition,
    flags: flags & ~typeFlags.HAVE_VECTORCALL,
    defines: [...others, call],
    callsFromStruct: true,
  };
}

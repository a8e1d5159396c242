/** What a type defines, by kind. */

import type {
  GetSetDefinition,
  MemberDefinition,
  MethodDefinition,
  SlotDefinition,
  TypeDefinition,
} from "@hpyjs/core";

/** The definitions of a type, by kind, in order. */
export interface Defines {
  /** Methods. */
  readonly methods: readonly MethodDefinition[];
  /** Members. */
  readonly members: readonly MemberDefinition[];
  /** Computed attributes. */
  readonly getsets: readonly GetSetDefinition[];
  /** Slots. */
  readonly slots: readonly SlotDefinition[];
}

/** Sorts a type's definitions by kind. */
export function sortDefines({ defines }: TypeDefinition): Defines {
  return {
    methods: defines.filter((define) => define.kind === "meth"),
    members: defines.filter((define) => define.kind === "member"),
    getsets: defines.filter((define) => define.kind === "getset"),
    slots: defines.filter((define) => define.kind === "slot"),
  };
}

/** The definition of a slot, or `null`. */
export function findSlot({ slots }: Defines, name: SlotDefinition["slot"]): SlotDefinition | null {
  return slots.find((define) => define.slot === name) ?? null;
}

/** A member by name, or `undefined`. */
export function findMember({ members }: Defines, name: string): MemberDefinition | undefined {
  return members.find((member) => member.name === name);
}

/** Members that tell CPython where an object keeps what every object may have; Python does not see them. */
export const layoutMembers = {
  /** The function that calling the object runs. */
  vectorcall: "__vectorcalloffset__",
  /** The list of weak references. */
  weakReferences: "__weaklistoffset__",
  /** The dictionary of attributes. */
  dictionary: "__dictoffset__",
} as const;

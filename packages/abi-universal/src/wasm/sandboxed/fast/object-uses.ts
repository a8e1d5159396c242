/** What the linker finds out of the objects in a function (`object-flow.ts`). */

import type { Call } from "../../linked/relink/parts.ts";

/** An item of an array that is a parameter, where it is read. */
export interface ItemRead {
  /** Where the instruction begins and ends that loads it; the array's address is on the stack. */
  readonly start: number;
  readonly end: number;
  /** The parameter. */
  readonly array: number;
  /** Which item. */
  readonly index: number;
}

/** An argument of a call: the parameter of the function of the context, as a local, and where it comes from. */
export interface Argument {
  readonly parameter: number;
  /** Whether that is a result; else it is a parameter. */
  readonly isResult: boolean;
  /** The local that it is in, or the array has of which it is an item. */
  readonly source: number;
}

/** Where the object in a local is given away, by an instruction that ends there. */
export interface Gift {
  readonly end: number;
  readonly local: number;
}

/** What is known of the objects in a function. Parameters are their locals. */
export interface ObjectUses {
  /** The parameters that are used as handles in calls of the context, and those that are arrays of such. */
  readonly handles: ReadonlySet<number>;
  readonly arrays: ReadonlySet<number>;
  /** Those that something else becomes of. */
  readonly escaping: ReadonlySet<number>;
  /** What calls of the context have for arguments. */
  readonly calls: ReadonlyMap<Call, readonly Argument[]>;
  /** Where items of arrays are read. */
  readonly reads: readonly ItemRead[];
  /** The calls whose results are objects, with the locals that these are in. */
  readonly held: ReadonlyMap<Call, number>;
  /** Where such are closed, and returned. */
  readonly closed: readonly Gift[];
  readonly returned: readonly Gift[];
  /** Where such locals are read or assigned as such. */
  readonly accesses: readonly Access[];
  /** Where something else is put into one, by instructions that begin there: the object may not be closed yet. */
  readonly replaced: readonly Pick<Access, "start" | "local">[];
  /** Where the function returns in its middle, out of so many blocks. */
  readonly returns: readonly { readonly start: number; readonly depth: number }[];
}

/** Where a local is read or assigned. */
export interface Access {
  readonly opcode: number;
  readonly start: number;
  readonly end: number;
  readonly local: number;
}

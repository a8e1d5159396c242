/**
 * What a sandbox keeps where its generated WebAssembly finds it and the module cannot reach it: in the interpreter's
 * memory the table of handles and a few pools, and in globals what says where these are. Addresses and offsets are in bytes.
 */

/** The name of a register. */
export type Register =
  | "blocked"
  | "state"
  | "entries"
  | "mask"
  | "step"
  | "free"
  | "borrow"
  | "borrowEnd"
  | "generation"
  | "top"
  | "limit"
  | "context"
  | "serial"
  | "counter"
  | "stackBase"
  | "base"
  | "functions"
  | "late"
  | "lateSerial";

/**
 * What the code uses all the time is in globals of the module that the code is in, which no other code names. Each has its
 * type, `i` or `j`, and its value before the sandbox is bound to a layer. Those of type `j` hold the bits of an f64, which
 * is what JavaScript sees: that of the next call is the next f64, or in whole numbers where JavaScript numbers the calls.
 */
export const registers: Readonly<Record<Register, readonly [letter: "i" | "j", value: number]>> = {
  /** Not 0 while every function of the context has to go through JavaScript, which knows why. */
  blocked: ["i", 1],
  /** The address of the sandbox's state. */
  state: ["i", 0],
  /** The address of the entries of the table of handles. */
  entries: ["i", 0],
  /** Their number, less one: a power of two less one. */
  mask: ["i", 0],
  /** Their number: what is between the numbers of handles that lead to the same entry. */
  step: ["i", 1],
  /**
   * The end of the stack with the addresses of free entries, at the bottom of which is a 0. It is no list from entry to
   * entry, whose every step would have to wait for the one before it.
   */
  free: ["i", 0],
  /** The address of the first entry for borrowed handles that no call in progress has, and where these entries end. */
  borrow: ["i", 0],
  borrowEnd: ["i", 0],
  /** The bits above the place in the handles that the last call has borrowed. */
  generation: ["i", 0],
  /** Where the room for arguments and strings of calls ends, and what it must not pass. */
  top: ["i", 0],
  limit: ["i", 0],
  /** The module's context, in its own memory. */
  context: ["i", 0],
  /** The number of the innermost call in progress; 0 for none. Calls are numbered in the order in which they begin. */
  serial: ["j", 0],
  /** The number of the last call, where JavaScript does not know it. */
  counter: ["j", 0],
  /** Where the module's C stack is, and the room for arguments, when there is no call. */
  stackBase: ["i", 0],
  base: ["i", 0],
  /** Where the functions of the context begin in the module's table. */
  functions: ["i", 0],
  /**
   * The object that {@link lateResult} stands for, which is owned here; 0 for none. It is 1 while JavaScript has opened a
   * handle in its stead: then there can be no other.
   */
  late: ["i", 0],
  /** The number of the call that has made it. */
  lateSerial: ["j", 0],
};

/** What stands for a result on its way to the end of its function (`results.ts`): no handle has this number. */
export const lateResult = -1;

/** What a local has in the place of an object that was closed there (`object-flow.ts`): no object has this address. */
export const closedObject = 1;

/** The state: what is in the interpreter's memory. */
export const state = {
  /** The addresses of globals' cells, and how many there are. */
  globals: 0,
  globalCount: 4,
  /** Buffers in the module's memory for short strings that are free: how many, and which. */
  textCount: 8,
  texts: 12,
  /** The builders of lists and of tuples that are open, each where the low bits of its number say. */
  lists: 76,
  tuples: 332,
  /** Not 0 where a function of the context may have raised an exception, since that was last looked at. */
  raised: 588,
  /** What else is unusual when a call ends, in bits. Both are one byte of a word, which is looked at as a whole. */
  unusual: 589,
  /** How deep the interpreter's calls were where the last call began into which something was thrown. */
  depth: 592,
  /** A record of an exported buffer that is used again (`buffer-code.ts`), and its size; 0 for none. */
  spare: 596,
  spareSize: 600,
  size: 604,
} as const;

/** What may be unusual when a call ends. */
export const unusual = {
  /** Every function of the context has to go through JavaScript. */
  blocked: 1,
  /** A call has ended whose number a later call has for that of the call around it, or a call inside of one was unwound. */
  disorder: 2,
} as const;

/** So many buffers for short strings wait to be used again, and so long each is. */
export const textPool = { count: 16, size: 64 } as const;

/** The bits of a builder's number that say where it is, less one in number. */
export const builderMask = 63;

/** Builders' numbers begin here; smaller ones are JavaScript's. */
export const firstBuilder = 0x4000_0000;

/**
 * An entry of the table of handles.
 *
 * The low bits of a handle say which entry is its own; that has the whole number. A free entry has 0, which no handle
 * matches that leads to it. The first is never used: null leads there, so it has a number that nothing matches.
 *
 * Those behind it, {@link borrowRoom} of them with it, are for the handles that calls borrow: a call has the next few, and
 * the next generation, so that nothing is kept of them but number, object and string. In the first entry of a call is also
 * what JavaScript needs of it, where a frame of JavaScript catches what is thrown into the call.
 */
export const entry = {
  number: 0,
  /** The number once more where the module owns the handle, and it has no string: to close it takes no more then. Else 0. */
  closing: 4,
  /** The handle below. */
  object: 8,
  /** The copy of its string in the module's memory, or 0. */
  text: 12,
  /** Not 0 where that came out of the pool. */
  pooled: 16,
  /** The number of the handle that will have the entry next. */
  next: 20,
  /** In the first of a call's entries instead: where the module's C stack was. */
  stack: 20,
  /**
   * How it may be used, and since when: see {@link stamps}. A free entry has none that means anything; of a call's entries
   * the first has the number of the call where a frame of JavaScript catches what is thrown, and what others have is older.
   */
  stamp: 24,
  shift: 5,
} as const;

/** So many entries, a power of two, are for the handles that calls borrow; JavaScript adds others when they are in use. */
export const borrowRoom = 256;

/**
 * The stamp of a handle, an f64: of one that is owned, the number of the call in which it was opened; of one that is
 * borrowed, the number of the call that it belongs to, below 0; of others, one of these.
 */
export const stamps: Readonly<Record<"constant" | "tracked" | "moved", number>> = {
  constant: Number.NEGATIVE_INFINITY,
  tracked: -(2 ** 60),
  /** Borrowed by a call that had one of the entries for that, and moved out of it when the table grew. */
  moved: -(2 ** 61),
};

/** What is known of a type of the module's, for its instances. */
export const typeBlock = {
  /** The state of the sandbox that it belongs to. */
  state: 0,
  /** The size of its instances' structs. */
  size: 4,
  /** Structs in the module's memory that are free: how many, and which. */
  count: 8,
  structs: 12,
} as const;

/** So many structs of a type wait to be used again. */
export const structPool = 16;

/** The size of a {@link typeBlock}. */
export const typeBlockSize: number = typeBlock.structs + 4 * structPool;

/** The bytes of the room for arguments and strings of calls in progress: what does not fit goes through JavaScript. */
export const stackSize: number = 32 * 1024;

/** More arguments than these go through JavaScript, and longer strings. */
export const most = { arguments: 64, text: 256 } as const;

/**
 * What a sandbox keeps in the interpreter's memory, where its generated WebAssembly finds it and the module cannot reach
 * it: the table of handles, the calls in progress, and a few pools. Addresses and offsets are in bytes.
 */

/** The block that everything begins from. */
export const state = {
  /** Not 0 while every function of the context has to go through JavaScript, which knows why. */
  blocked: 0,
  /** The address of the entries of the table of handles. */
  entries: 4,
  /** Their number, less one: a power of two less one. */
  mask: 8,
  /** The address of the first free entry; 0 for none. */
  free: 12,
  /** How many handles were opened, 64 bits. */
  order: 16,
  /** Where the stack of calls ends, and what it must not pass. */
  top: 24,
  limit: 28,
  /** The innermost call in progress; 0 for none. */
  frame: 32,
  /** The addresses of globals' cells, and how many there are. */
  globals: 36,
  globalCount: 40,
  /** The module's context, in its own memory. */
  context: 44,
  /** Buffers in the module's memory for short strings that are free: how many, and which. */
  textCount: 48,
  texts: 52,
  /** The builders of lists and of tuples that are open, each where the low bits of its number say. */
  lists: 116,
  tuples: 372,
  size: 628,
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
 * The low bits of a handle say which entry is its own; that has the whole number. What is free has the next handle's
 * number with its lowest bit turned over, which no handle can match that leads to this entry.
 */
export const entry = {
  number: 0,
  /** The handle below; in a free entry, the address of the next. */
  object: 4,
  use: 8,
  /** The copy of its string in the module's memory, or 0. */
  text: 12,
  /** When it was opened, 64 bits. */
  order: 16,
  shift: 5,
} as const;

/** How a handle may be used; where its string came out of the pool, {@link pooledText} is added. */
export const use = { owned: 0, borrowed: 1, constant: 2, tracked: 3 } as const;

/** Added to a use. */
export const pooledText = 0x100;

/** A call in progress. Behind it are the numbers of the handles that the call has borrowed. */
export const frame = {
  /** The call around it; 0 for none. */
  outer: 0,
  /** The module's C stack pointer when it began. */
  stack: 4,
  /** How many handles had been opened then, 64 bits. */
  mark: 8,
  /** How many handles it has borrowed. */
  count: 16,
  /** Not 0 when the call has ended before one that began later, which happens where stacks are switched. */
  ended: 20,
  numbers: 24,
} as const;

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

/** The bytes of the stack of calls: deeper ones go through JavaScript. */
export const stackSize: number = 32 * 1024;

/** More arguments than these go through JavaScript, and longer strings. */
export const most = { arguments: 64, text: 256 } as const;

/**
 * The kinds of numbers that cross a context.
 *
 * A handle, a pointer and an interpreter's own reference are all machine words; mixing them up is the classic bug
 * of this field. Brands keep them apart at no cost: at run time each is a plain number.
 */

declare const brand: unique symbol;

/** An `HPy`: an opaque reference to a Python object. 0 is `HPy_NULL`. Whoever receives one closes it. */
export type Handle = number & { readonly [brand]: "Handle" };

/** An address in the memory of a layer, in bytes. 0 is `NULL`. */
export type Pointer = number & { readonly [brand]: "Pointer" };

/** The value of an `HPyField`: a reference stored inside an object's struct. 0 is `HPyField_NULL`. */
export type HPyField = number & { readonly [brand]: "HPyField" };

/** The value of an `HPyGlobal`: a reference stored in a module's static data. 0 is empty. */
export type HPyGlobal = number & { readonly [brand]: "HPyGlobal" };

/** An `HPyListBuilder`: a list under construction. */
export type ListBuilder = number & { readonly [brand]: "ListBuilder" };

/** An `HPyTupleBuilder`: a tuple under construction. */
export type TupleBuilder = number & { readonly [brand]: "TupleBuilder" };

/** An `HPyTracker`: a set of handles that are closed together. */
export type Tracker = number & { readonly [brand]: "Tracker" };

/** An `HPyThreadState`: what `HPy_LeavePythonExecution` returns and `HPy_ReenterPythonExecution` consumes. */
export type ThreadState = number & { readonly [brand]: "ThreadState" };

/** `HPy_NULL`, the handle that refers to nothing. */
export const HPy_NULL: Handle = 0 as Handle;

/** `NULL`, the pointer that points to nothing. */
export const NULL: Pointer = 0 as Pointer;

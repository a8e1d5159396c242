import { type Suite, suite } from "../suite.ts";
import { buffers, mappings, sequences } from "./slots/containers.ts";
import { coroutines, iterators } from "./slots/iterators.ts";
import { lives, modules } from "./slots/lives.ts";
import { numbers } from "./slots/numbers.ts";
import { attributes, objects } from "./slots/objects.ts";

/**
 * The slots of types and modules: `HPySlot_Slot`.
 *
 * Fixture `slots`: each type is called with a handler as its first argument. A slot calls the handler with the slot's
 * name (without `HPy_`) and its arguments, and does with the result what its signature says; a null argument is passed
 * as `...`.
 * - `Number`: the `nb_` slots, except the in-place ones; `InPlaceNumber` extends it by those
 * - `Sequence`: the `sq_` slots, except the in-place ones; `InPlaceSequence` extends it by those
 * - `Mapping`: the `mp_` slots
 * - `Plain`: tp_repr, tp_str, tp_hash, tp_richcompare, and tp_call, whose handler gets the instance, a tuple of the
 *   positional arguments, the names of the keyword arguments and a tuple of their values
 * - `Attributes`: tp_getattro, tp_setattro
 * - `Descriptor`: tp_descr_get, tp_descr_set
 * - `Iterator`: tp_iter, and tp_iternext, which ends the iteration without an exception when the handler returns `...`
 * - `Coroutine`: am_await, am_aiter, am_anext, tp_iternext, and am_send, whose handler returns a pair: whether the
 *   second is returned or yielded. Its tp_iter returns the instance
 * - `Made`: tp_new, whose handler gets the class, a tuple of the further positional arguments and the keyword
 *   arguments, and returns None for an instance, or what is returned in its place; and tp_init
 * - `Exporter`: bf_getbuffer, which shows the bytes 1, 2, 3, 4, and bf_releasebuffer; the handler gets no buffer
 * - `Finalized`: tp_finalize
 * - `Node`: an instance has two fields that `link(left, right)` sets, and tp_traverse; no handler
 * - `mortal()`: an instance of `Mortal`, whose tp_destroy counts; `destroyed()`: the count
 * - `executed`: a list that the first mod_exec made of "first", and to which the second added "second"
 *
 * Fixture `slots-create`: its mod_create returns the tuple ("made of", spec.name)
 */
export const slots: Suite = suite("slots", [
  ...numbers,
  ...sequences,
  ...mappings,
  ...objects,
  ...attributes,
  ...iterators,
  ...coroutines,
  ...lives,
  ...buffers,
  ...modules,
]);

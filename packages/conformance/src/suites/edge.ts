import { type Suite, suite } from "../suite.ts";
import { functions, modules } from "./edge/entries.ts";
import { exceptions } from "./edge/exceptions.ts";
import { recursion, suspension } from "./edge/recursion.ts";
import { silent } from "./edge/silent.ts";
import { newAndSend, slots } from "./edge/slots.ts";
import { results, thrown } from "./edge/values.ts";

/**
 * The edge between Python and TypeScript: whatever is thrown, returned or recursed there, Python gets an exception,
 * and goes on. Each test ends by proving that it does.
 *
 * Fixture `edge`: a behaviour is the name of something to throw or to return, see `fixtures/misbehaviour.ts`.
 * - `Misbehaving`: an instance holds a behaviour, which `behave(instance, behaviour)` sets; all types here extend it.
 *   `Methods`: with a method of each kind (`noargs`, `o`, `varargs`, `keywords`) and `attribute`, which misbehave;
 *   `Destroyed`: whose tp_destroy does; `Traversed`: whose tp_traverse throws, with `link(other)`, which sets a field;
 *   `Callable`: whose tp_call does, for `set_call_function(instance, behaviour)`
 * - `type_with(slot)`: a new type with one slot, which misbehaves
 * - `arm(behaviour)`: what the functions `noargs`, `o`, `varargs` and `keywords` of the module do
 * - `callable(behaviour)`, `capsule(behaviour)`: a ctx.callable, a capsule whose destructor misbehaves
 * - `in_scope(behaviour)`, `in_enter(behaviour)`, `outside_python(behaviour)`: misbehave in ctx.scope, ctx.enter,
 *   ctx.LeavePython; `never_reentered()`: throws after HPy_LeavePythonExecution
 * - `cling(by_hand)`: makes an object whose tp_finalize closes the handle to it, which is being closed then, by hand or
 *   at the end of the call
 * - `call(callable)`, `call_with(callable, *args)`, `call_below(callable, depth)`: call, the last one in nested calls
 * - `call_finally(callable, after)`: calls, and `after` with HPyErr_Occurred() in a finally block
 * - `call_and_rethrow(callable)`, `call_and_catch(callable)`, `call_and_wrap(callable)`: catch what it raises; the
 *   first throws it again, the second gives [type, message, HPyErr_Occurred(), whether it is a KeyError, exception], the
 *   third throws an Error with it as the cause
 * - `repr(obj)`, `get(obj)`, `add(left, right)`, `sort(list, key)`: HPy_Repr, HPy_GetAttr_s of "attribute", HPy_Add,
 *   list.sort
 * - `dive(callable)`, `dive_in_scopes(every)`, `dive_in_enters()`: recurse in JavaScript, with a call, a ctx.scope or
 *   a ctx.enter at each level; the second also makes an int at levels that are multiples of `every`
 *
 * Fixture `edge-lender`: `lend(obj, callable)` calls while the behaviours can get at its handle to the object;
 * `lend_spent(obj)` lets them have it afterwards, until `forget()`. Fixtures `edge-exec` and `edge-create`: their
 * mod_exec and mod_create do as `sys.edge_behaviour` says.
 */
export const edge: Suite = suite(
  "edge",
  [
    ...thrown,
    ...results,
    ...functions,
    ...slots,
    ...newAndSend,
    ...modules,
    ...silent,
    ...exceptions,
    ...recursion,
    ...suspension,
  ],
  { languages: ["typescript"] },
);

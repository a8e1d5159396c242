import type { Test } from "../../suite.ts";
import { kinds, noObjects, overflowsInContext, passesExits, throwsEverything } from "./checks.ts";
import { edgeTest } from "./works.ts";

/** The slots that Python asks for a result, by kind, with an expression that asks \`t\`, an instance. */
const asked: Readonly<Record<keyof typeof kinds, Readonly<Record<string, string>>>> = {
  object: {
    nb_negative: "-t",
    nb_positive: "+t",
    nb_absolute: "abs(t)",
    nb_invert: "~t",
    nb_int: "int(t)",
    nb_float: "float(t)",
    nb_index: "operator.index(t)",
    nb_add: "t + 1",
    nb_subtract: "1 - t",
    nb_multiply: "t * 1",
    nb_matrix_multiply: "1 @ t",
    nb_true_divide: "t / 1",
    nb_floor_divide: "1 // t",
    nb_remainder: "t % 1",
    nb_divmod: "divmod(1, t)",
    nb_power: "pow(t, 1)",
    nb_lshift: "t << 1",
    nb_rshift: "1 >> t",
    nb_and: "t & 1",
    nb_or: "1 | t",
    nb_xor: "t ^ 1",
    nb_inplace_add: "operator.iadd(t, 1)",
    nb_inplace_subtract: "operator.isub(t, 1)",
    nb_inplace_multiply: "operator.imul(t, 1)",
    nb_inplace_matrix_multiply: "operator.imatmul(t, 1)",
    nb_inplace_true_divide: "operator.itruediv(t, 1)",
    nb_inplace_floor_divide: "operator.ifloordiv(t, 1)",
    nb_inplace_remainder: "operator.imod(t, 1)",
    nb_inplace_power: "operator.ipow(t, 1)",
    nb_inplace_lshift: "operator.ilshift(t, 1)",
    nb_inplace_rshift: "operator.irshift(t, 1)",
    nb_inplace_and: "operator.iand(t, 1)",
    nb_inplace_or: "operator.ior(t, 1)",
    nb_inplace_xor: "operator.ixor(t, 1)",
    sq_concat: "operator.concat(t, [])",
    sq_repeat: "t * 2",
    sq_item: "t[0]",
    sq_inplace_concat: "operator.iconcat(t, [])",
    sq_inplace_repeat: "operator.imul(t, 2)",
    mp_subscript: "t['key']",
    tp_repr: "repr(t)",
    tp_str: "str(t)",
    tp_richcompare: "t < 1",
    tp_call: "t(1, a=2)",
    tp_getattro: "t.attribute",
    tp_iter: "iter(t)",
    tp_descr_get: "type('Holder', (), {'d': t})().d",
    am_await: "t.__await__()",
    am_aiter: "aiter(t)",
  },
  objectOrNull: { tp_iternext: "next(t)" },
  later: { am_anext: "t.__anext__()" },
  status: {
    sq_ass_item: "operator.setitem(t, 0, 1)",
    mp_ass_subscript: "operator.delitem(t, 'key')",
    tp_setattro: "setattr(t, 'attribute', 1)",
    tp_descr_set: "setattr(type('Holder', (), {'d': t})(), 'd', 1)",
    tp_init: "t.__init__()",
  },
  truth: { nb_bool: "bool(t)", sq_contains: "1 in t" },
  length: { sq_length: "len(t)", mp_length: "len(t)" },
  hash: { tp_hash: "hash(t)" },
  buffer: { bf_getbuffer: "memoryview(t)" },
};

/** The slots from which Python wants something. */
export const slots: readonly Test[] = Object.entries(asked).flatMap(([kind, expressions]) =>
  Object.entries(expressions).flatMap(([slot, expression]) => {
    const run = `
t = mod.type_with("${slot}")()
def run(behaviour):
    mod.behave(t, behaviour)
    return ${expression}
`;
    return [
      edgeTest(`HPy_${slot} may throw anything`, `${run}${throwsEverything(slot)}`),
      edgeTest(`HPy_${slot} lets SystemExit and KeyboardInterrupt pass`, `${run}${passesExits}`),
      edgeTest(
        `HPy_${slot} that returns what it must not raises RuntimeError`,
        `${run}${kinds[kind as keyof typeof kinds]}`,
      ),
    ];
  }),
);

/** Slots that are asked in other ways. */
export const newAndSend: readonly Test[] = [
  edgeTest(
    "HPy_tp_new may throw and return anything",
    `
T = mod.type_with("tp_new")
def run(behaviour):
    return T(behaviour)
${throwsEverything("tp_new")}${passesExits}${overflowsInContext}${kinds.object}
`,
  ),
  edgeTest(
    "HPy_am_anext that returns what no Python object can be made of gives an awaitable that raises RuntimeError",
    `
t = mod.type_with("am_anext")()
for behaviour in ${JSON.stringify(noObjects.filter((name) => !/closed|revoked|function/.test(name)))}:
    mod.behave(t, behaviour)
    with raises(RuntimeError, "TypeError|HandleError"):
        await t.__anext__()
for behaviour, value in (("return text", "a text"), ("return null", None), ("return 1.5", 1.5), ("return promise", 5)):
    mod.behave(t, behaviour)
    assert await t.__anext__() == value
mod.behave(t, "return undefined")
with raises(StopAsyncIteration):
    await t.__anext__()
`,
    { asynchronous: true },
  ),
  edgeTest(
    "HPy_am_send may throw and return anything",
    `
import collections.abc
T = mod.type_with("am_send")
collections.abc.Coroutine.register(T)
async def run(behaviour):
    t = T()
    mod.behave(t, behaviour)
    return await asyncio.Task(t)
for behaviour, exception, match in (
        ("error", RuntimeError, "Error: from am_send"), ("text", RuntimeError, "a text"),
        ("overflow", RecursionError, ""), ("trap", SystemError, ""), ("python", KeyError, "from am_send"),
        ("revoked", RuntimeError, ""), ("return undefined", RuntimeError, "TypeError"),
        ("return text", RuntimeError, "TypeError"), ("return object", RuntimeError, "TypeError"),
        ("return closed", RuntimeError, ""), ("return promise", RuntimeError, "TypeError")):
    with raises(exception, match):
        await run(behaviour)
`,
    { asynchronous: true, leaks: "asyncio remembers the types that it has seen as coroutines" },
  ),
];

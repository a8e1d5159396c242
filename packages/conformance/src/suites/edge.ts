import { type Suite, suite, type Test, test } from "../suite.ts";

/** What the bodies begin with. `works()` proves that the interpreter goes on. */
const prelude = `
import operator
def works():
    assert [str(n) for n in range(5)] == ["0", "1", "2", "3", "4"]
    assert mod.call(lambda: mod.call_with(sum, [1, 2])) == 3
    try:
        raise LookupError("works")
    except LookupError as error:
        assert error.__context__ is None
    assert sys.exc_info() == (None, None, None)
`;

function edgeTest(name: string, body: string, options?: Parameters<typeof test>[2]): Test {
  const made = test(name, body, options);
  return { ...made, body: `${prelude}${String(made.body)}works()\n` };
}

/** What every entry does with whatever is thrown; the body has `run(behaviour)`, and \`where\` names the entry. */
function throwsEverything(where: string): string {
  return `
with raises(RuntimeError) as caught:
    run("error")
assert str(caught.value) == "Error: from ${where}"
[note] = caught.value.__notes__
assert note.startswith("JavaScript stack:\\nError: from ${where}\\n    at ")
with raises(RuntimeError, "^OwnError: from ${where}$"):
    run("own error")
with raises(RuntimeError) as caught:
    run("text")
assert str(caught.value) == "JavaScript threw a value that is not an Error: a text"
assert not hasattr(caught.value, "__notes__")
with raises(RuntimeError, "JavaScript threw a value that is not an Error"):
    run("revoked")
with raises(RuntimeError, "JavaScript threw a value that is not an Error: undefined"):
    run("undefined")
with raises(RecursionError, "maximum recursion depth exceeded in JavaScript") as caught:
    run("overflow")
assert caught.value.__notes__[0].startswith("JavaScript stack:")
with raises(SystemError, "RuntimeError: unreachable"):
    run("trap")
with raises(KeyError) as caught:
    run("python")
assert caught.value.args == ("from ${where}",)
assert not hasattr(caught.value, "__notes__")
with raises(RuntimeError, "Cannot use this handle: it was closed already"):
    run("closed handle")
del caught
`;
}

/** What every entry lets pass that is no error of the program. */
const passesExits = `
with raises(SystemExit) as caught:
    run("exit")
assert caught.value.code == "3"
with raises(KeyboardInterrupt, "stop"):
    run("interrupt")
del caught
`;

const overflowsInContext = `
with raises(RecursionError):
    run("context overflow")
`;

function refuses(behaviours: readonly string[], match = "TypeError|HandleError|RangeError"): string {
  return `
for behaviour in ${JSON.stringify(behaviours)}:
    try:
        result = run(behaviour)
    except RuntimeError as error:
        import re
        assert re.search("${match}", str(error)), (behaviour, str(error))
    else:
        raise AssertionError(f"{behaviour}: {result!r}")
`;
}

/** What no Python object can be made of. */
const noObjects = [
  "return object",
  "return array",
  "return date",
  "return symbol",
  "return function",
  "return revoked",
  "return closed",
  "return forged",
];

const noNumbers = [
  "return text",
  "return 1.5",
  "return NaN",
  "return undefined",
  "return object",
  "return promise",
];
const noBoolean = ["return text", "return undefined", "return null", "return object", "return promise"];

/** Kinds of slots by what they return: what each refuses. */
const kinds = {
  object: refuses(noObjects),
  objectOrNull: refuses(noObjects),
  later: refuses(["return closed"]),
  status: `${refuses(["return promise", "return rejected"], "cannot be asynchronous")}
for behaviour in ("return text", "return 1.5", "return true", "return null", "return object", "return closed"):
    assert run(behaviour) is None
`,
  truth: refuses([...noBoolean, "return closed"]),
  length: `${refuses([...noNumbers, "return 2**53", "return bigint", "return infinity"])}
with raises(ValueError, "should return >= 0"):
    run("return -1")
with raises(OverflowError):
    run("return 2**31")
`,
  hash: `${refuses(noNumbers)}
assert run("return -1") == -2
assert run("return 2**31") == hash(2 ** 31)
assert run("return 2**53") == hash(2 ** 53)
assert run("return bigint") == hash(-2 ** 100)
`,
  buffer: refuses([
    "return text",
    "return undefined",
    "return null",
    "return object",
    "return promise",
    "return 1.5",
  ]),
} as const;

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

const slots: readonly Test[] = Object.entries(asked).flatMap(([kind, expressions]) =>
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

const newAndSend: readonly Test[] = [
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

/** Entries that are no slots: what runs them. */
const entries: Readonly<Record<string, readonly [where: string, run: string, kind: keyof typeof kinds]>> = {
  "A module's HPyFunc_NOARGS method": ["noargs", "mod.arm(behaviour)\n    return mod.noargs()", "object"],
  "A module's HPyFunc_O method": ["o", "mod.arm(behaviour)\n    return mod.o(1)", "object"],
  "A module's HPyFunc_VARARGS method": [
    "varargs",
    "mod.arm(behaviour)\n    return mod.varargs(1, 2)",
    "object",
  ],
  "A module's HPyFunc_KEYWORDS method": [
    "keywords",
    "mod.arm(behaviour)\n    return mod.keywords(1, a=2)",
    "object",
  ],
  "A type's HPyFunc_NOARGS method": ["noargs", "mod.behave(t, behaviour)\n    return t.noargs()", "object"],
  "A type's HPyFunc_O method": ["o", "mod.behave(t, behaviour)\n    return t.o(1)", "object"],
  "A type's HPyFunc_VARARGS method": [
    "varargs",
    "mod.behave(t, behaviour)\n    return t.varargs(1, 2)",
    "object",
  ],
  "A type's HPyFunc_KEYWORDS method": [
    "keywords",
    "mod.behave(t, behaviour)\n    return t.keywords(a=2)",
    "object",
  ],
  "A getter": ["get", "mod.behave(t, behaviour)\n    return t.attribute", "object"],
  "A setter": ["set", 'mod.behave(t, behaviour)\n    return setattr(t, "attribute", 1)', "status"],
  "A deleter": ["set", 'mod.behave(t, behaviour)\n    return delattr(t, "attribute")', "status"],
  "A ctx.callable()": ["callable", "return mod.callable(behaviour)(1, a=2)", "object"],
  "A call function": ["call function", "mod.set_call_function(c, behaviour)\n    return c(1, a=2)", "object"],
  "What runs in ctx.scope()": ["scope", "return mod.in_scope(behaviour)", "object"],
  "What runs in ctx.enter()": ["enter", "return mod.in_enter(behaviour)", "object"],
};

const functions: readonly Test[] = Object.entries(entries).map(([name, [where, run, kind]]) =>
  edgeTest(
    `${name} may throw and return anything`,
    `
t, c = mod.Methods(), mod.Callable()
def run(behaviour):
    ${run}
${throwsEverything(where)}${passesExits}${overflowsInContext}${kinds[kind]}
`,
  ),
);

const modules: readonly Test[] = ["exec", "create"].map((where) =>
  edgeTest(
    `HPy_mod_${where} may throw${where === "create" ? " and return" : ""} anything`,
    `
def run(behaviour):
    sys.edge_behaviour = behaviour
    try:
        return load("edge-${where}")
    finally:
        del sys.edge_behaviour
${throwsEverything(where)}${passesExits}${where === "create" ? kinds.object : ""}
`,
    { loads: true },
  ),
);

/** Where Python has nowhere to raise: what runs it, and what `sys.unraisablehook` hears. */
function unraisables(run: string, where: string, names: string, hasContext: boolean): string {
  const python = `("python", KeyError, "'from ${where}'"), ("exit", SystemExit, "3"), ("interrupt", KeyboardInterrupt, "stop"),`;
  return `
${run}
for behaviour, exception, match in (
        ("error", RuntimeError, "Error: from ${where}"), ("text", RuntimeError, "not an Error: a text"),
        ("revoked", RuntimeError, "not an Error"), ("undefined", RuntimeError, "not an Error: undefined"),
        ("overflow", RecursionError, "maximum recursion depth exceeded in JavaScript"),
        ("trap", SystemError, "unreachable"), ${hasContext ? python : ""}):
    with unraisable() as caught:
        run(behaviour)
    [(kind, text, where)] = caught
    assert kind is exception
    assert match in text
    assert ${names}
    works()
with unraisable() as caught:
    run("return undefined")
assert caught == []
def in_flight():
    try:
        raise LookupError("in flight")
    finally:
        run("error")
with unraisable() as caught, raises(LookupError, "in flight"):
    in_flight()
assert len(caught) == 1
`;
}

const silent: readonly Test[] = [
  edgeTest(
    "HPy_tp_finalize may throw anything: sys.unraisablehook hears of it, with the instance",
    unraisables(
      `
T = mod.type_with("tp_finalize")
def run(behaviour):
    mod.behave(T(), behaviour)
`,
      "tp_finalize",
      '"tp_finalize object at" in where',
      true,
    ),
  ),
  edgeTest(
    "HPy_tp_destroy may throw anything: sys.unraisablehook hears of it",
    unraisables(
      `
def run(behaviour):
    mod.behave(mod.Destroyed(), behaviour)
`,
      "tp_destroy",
      "where == 'None'",
      false,
    ),
  ),
  edgeTest(
    "A capsule's destructor may throw anything: sys.unraisablehook hears of it",
    unraisables(
      `
def run(behaviour):
    mod.capsule(behaviour)
`,
      "capsule",
      "where is not None",
      false,
    ),
  ),
  edgeTest(
    "HPy_tp_traverse that throws, or visits nothing, does no harm: the bridge visits the fields itself",
    `
    import weakref
    class Derived(mod.Traversed):
        pass
    def make():
        one, other = Derived(), Derived()
        one.link(other)
        other.link(one)
        return weakref.ref(one), weakref.ref(other)
    with unraisable() as caught:
        references = make()
        gc.collect()
        assert [reference() for reference in references] == [None, None]
        kept = Derived()
        kept.link([kept])
        gc.collect()
        assert gc.get_referents(kept)
        del kept
        gc.collect()
    assert caught == []
    `,
  ),
];

const thrown: readonly Test[] = [
  edgeTest(
    "Any thrown value becomes a RuntimeError that says what it was",
    String.raw`
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    for behaviour, text in (
            ("type error", "TypeError: from noargs"), ("own error", "OwnError: from noargs"),
            ("surrogate", "Error: lone \ud800 and NUL \0."), ("no stack", "Error: without a stack"),
            ("hostile error", "(it cannot be converted to a string): (it cannot be converted to a string)"),
            ("false error", "Error: "),
            ("text", "JavaScript threw a value that is not an Error: a text"),
            ("undefined", "JavaScript threw a value that is not an Error: undefined"),
            ("null", "JavaScript threw a value that is not an Error: null"),
            ("number", "JavaScript threw a value that is not an Error: 42"),
            ("symbol", "JavaScript threw a value that is not an Error: Symbol(a symbol)"),
            ("bare", "JavaScript threw a value that is not an Error: (it cannot be converted to a string)"),
            ("unprintable", "JavaScript threw a value that is not an Error: (it cannot be converted to a string)"),
            ("revoked", "JavaScript threw a value that is not an Error: (it cannot be converted to a string)")):
        with raises(RuntimeError) as caught:
            run(behaviour)
        assert str(caught.value) == text
        assert type(caught.value) is RuntimeError
        works()
    del caught
    `,
  ),
  edgeTest(
    "What Python functions raise below TypeScript passes through it",
    `
    mod.arm("python function")
    with raises(TypeError, "str"):
        mod.noargs()
    `,
  ),
  edgeTest(
    "A JavaScript error that wraps a Python exception is a RuntimeError",
    `
    def fail():
        raise KeyError("cause")
    with raises(RuntimeError, "Error: wrapped"):
        mod.call_and_wrap(fail)
    `,
  ),
  edgeTest(
    "What is thrown outside of Python, between leaving and re-entering, finds Python again",
    `
    for behaviour, exception in (("error", RuntimeError), ("text", RuntimeError), ("overflow", RecursionError),
                                 ("trap", SystemError), ("revoked", RuntimeError)):
        with raises(exception):
            mod.outside_python(behaviour)
        works()
    assert mod.outside_python("return 1.5") == 1.5
    `,
  ),
  edgeTest(
    "What is thrown after HPy_LeavePythonExecution, without HPy_ReenterPythonExecution, finds Python again",
    `
    with raises(RuntimeError, "Error: outside of Python"):
        mod.never_reentered()
    `,
    { leaks: "the thread state is never handed back, which is what is tested; the edge re-enters by itself" },
  ),
];

const results: readonly Test[] = [
  edgeTest(
    "What a method returns becomes the Python object that says the same",
    String.raw`
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    import math
    assert run("return undefined") is None
    assert run("return null") is None
    assert run("return true") is True
    assert run("return text") == "a text"
    assert run("return surrogate") == "lone \ud800 and NUL \0."
    assert math.isnan(run("return NaN"))
    assert run("return infinity") == math.inf
    assert repr(run("return -0")) == "-0.0"
    assert repr(run("return 1.5")) == "1.5"
    assert repr(run("return -1")) == "-1"
    assert repr(run("return 2**31")) == str(2 ** 31)
    assert repr(run("return 2**53")) == str(float(2 ** 53))
    assert run("return huge") == 1e300
    assert run("return bigint") == -2 ** 100
    `,
  ),
  edgeTest(
    "A handle of another module is refused, as an argument and as a result, and so is a handle of an earlier call",
    `
    lender = load("edge-lender")
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    for behaviour in ("lent handle", "return lent"):
        with raises(RuntimeError, "HandleError: This handle belongs to another context"):
            lender.lend([1], lambda: run(behaviour))
    lender.lend_spent([1])
    for behaviour in ("lent handle", "return lent"):
        with raises(RuntimeError, "HandleError: "):
            run(behaviour)
    lender.forget()
    `,
    { loads: true },
  ),
  edgeTest(
    "undefined where a handle is needed, and a handle closed twice, are errors that say so",
    `
    def run(behaviour):
        mod.arm(behaviour)
        return mod.noargs()
    with raises(RuntimeError, "HandleError: A handle is needed here, not undefined"):
        run("no handle")
    with raises(RuntimeError, "HandleError: Cannot close a handle that is not open: it was closed already"):
        run("closed twice")
    with raises(RuntimeError, "HandleError: Cannot use this handle: it was closed already"):
        run("return closed")
    `,
  ),
];

const exceptions: readonly Test[] = [
  edgeTest(
    "KeyboardInterrupt, SystemExit and everything else pass through TypeScript frames as the same object",
    `
    class Custom(BaseException):
        pass
    def fail():
        raise error
    for error in (KeyboardInterrupt("stop"), SystemExit(3), GeneratorExit(), StopIteration(5), Custom(), KeyError("key"),
                  ExceptionGroup("group", [ValueError(1)]), asyncio.CancelledError()):
        for call in (mod.call, mod.call_and_rethrow, lambda f: mod.call_finally(f, lambda _: None),
                     lambda f: mod.call_below(f, 100), lambda f: mod.call(lambda: mod.call_and_rethrow(f))):
            with raises(type(error)) as caught:
                call(fail)
            assert caught.value is error
            assert error.__cause__ is None and error.__context__ is None
            assert not hasattr(error, "__notes__")
    del caught, error
    `,
  ),
  edgeTest(
    "An exception keeps its traceback, cause, context and notes on its way through TypeScript",
    `
    import traceback
    def fail():
        try:
            1 / 0
        except ZeroDivisionError as error:
            wrapped = ValueError("wrapped")
            wrapped.add_note("a note")
            raise wrapped from error
    try:
        mod.call_and_rethrow(lambda: mod.call(fail))
    except ValueError as error:
        names = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        assert names[-1] == "fail" and names[0] == "<module>" and "<lambda>" in names
        assert type(error.__cause__) is ZeroDivisionError
        assert error.__context__ is error.__cause__
        assert error.__notes__ == ["a note"]
    else:
        raise AssertionError("nothing was raised")
    `,
  ),
  edgeTest(
    "try/finally in TypeScript runs with a clean error indicator, and the exception goes on",
    `
    calls = []
    def fail():
        raise KeyboardInterrupt("stop")
    with raises(KeyboardInterrupt, "stop"):
        mod.call_finally(fail, calls.append)
    assert calls == [False]
    assert mod.call_finally(lambda: "result", calls.append) == "result"
    assert calls == [False, False]
    def fail_too(_):
        raise LookupError("in finally")
    with raises(LookupError, "in finally"):
        mod.call_finally(fail, fail_too)
    `,
  ),
  edgeTest(
    "A TypeScript catch of a PythonError handles it: the error indicator is clean, and the call goes on",
    `
    error = KeyError("key")
    def fail():
        raise error
    assert mod.call_and_catch(fail) == ["KeyError", "'key'", False, True, error]
    assert mod.call_and_catch(lambda: 1 / 0)[:4] == ["ZeroDivisionError", "division by zero", False, False]
    assert mod.call_and_catch(lambda: 5) is None
    class Unprintable(KeyError):
        def __str__(self):
            raise ValueError("no words")
    def fail_without_words():
        raise Unprintable
    assert mod.call_and_catch(fail_without_words)[:4] == ["Unprintable", "", False, True]
    error.__traceback__ = None
    `,
  ),
  edgeTest(
    "A caught KeyboardInterrupt or SystemExit is handled too, if TypeScript says so",
    `
    def fail():
        raise SystemExit(3)
    assert mod.call_and_catch(fail)[:4] == ["SystemExit", "3", False, False]
    `,
  ),
];

const recursion: readonly Test[] = [
  edgeTest(
    "A stack overflow in JavaScript alone is a RecursionError, as often as one likes",
    `
    mod.arm("overflow")
    for _ in range(5):
        with raises(RecursionError, "RangeError: Maximum call stack size exceeded"):
            mod.noargs()
        works()
    `,
  ),
  edgeTest(
    "A stack overflow in JavaScript that uses the context at each level is a RecursionError",
    `
    for behaviour in ("overflow", "context overflow"):
        mod.arm(behaviour)
        for function in (mod.noargs, lambda: mod.o(1), lambda: mod.varargs(1), lambda: mod.keywords(a=1)):
            with raises(RecursionError):
                function()
            works()
    with raises(RecursionError):
        mod.dive(lambda: None)
    works()
    with raises(RecursionError):
        mod.dive_in_scopes()
    works()
    with raises(RecursionError):
        mod.dive_in_enters()
    `,
  ),
  edgeTest(
    "Mutual recursion of Python and TypeScript is Python's RecursionError",
    `
    depths = []
    def nest(depth):
        depths.append(depth)
        return mod.call(lambda: nest(depth + 1))
    with raises(RecursionError):
        nest(0)
    assert max(depths) > 20
    works()
    def nest_with(depth):
        return mod.call_with(nest_with, depth + 1)
    with raises(RecursionError):
        nest_with(0)
    works()
    def nest_rethrowing():
        return mod.call_and_rethrow(nest_rethrowing)
    with raises(RecursionError):
        nest_rethrowing()
    def nest_below():
        return mod.call_below(nest_below, 20)
    with raises(RecursionError):
        nest_below()
    `,
  ),
  edgeTest(
    "Recursion through a sort key, __getattr__, repr() and operators is a RecursionError",
    `
    def key(item):
        return mod.sort([2, 1], key)
    with raises(RecursionError):
        mod.sort([2, 1], key)
    works()
    class Attribute:
        def __getattr__(self, name):
            return mod.get(self)
    with raises(RecursionError):
        mod.get(Attribute())
    works()
    class Repr:
        def __repr__(self):
            return mod.repr(self)
    with raises(RecursionError):
        repr(Repr())
    works()
    class Sum:
        def __add__(self, other):
            return mod.add(self, other)
    with raises(RecursionError):
        Sum() + 1
    works()
    class Nested(list):
        def __repr__(self):
            return mod.repr([self])
    with raises(RecursionError):
        mod.repr(Nested())
    `,
  ),
  edgeTest(
    "A RecursionError that Python catches half-way lets the recursion end well",
    `
    def deep(depth):
        try:
            return mod.call(lambda: deep(depth + 1))
        except RecursionError:
            return depth
    assert deep(0) > 20
    assert mod.call_and_catch(lambda: deep(0)) is None
    def overflow():
        mod.arm("overflow")
        return mod.noargs()
    [kind, message, *_] = mod.call_and_catch(overflow)
    assert kind == "RecursionError" and "in JavaScript" in message
    `,
  ),
  edgeTest(
    "Deep recursion in Python below TypeScript is what it is elsewhere",
    `
    def down(n):
        return 0 if n == 0 else 1 + down(n - 1)
    assert mod.call_with(down, 500) == 500
    with raises(RecursionError, "maximum recursion depth exceeded"):
        mod.call_with(down, 100_000)
    with raises(RecursionError):
        mod.call_below(lambda: down(100_000), 1000)
    `,
  ),
];

const suspension: readonly Test[] = [
  edgeTest(
    "run_sync() below a TypeScript frame raises RuntimeError, and works again outside of it",
    `
    from pyodide.ffi import can_run_sync, run_sync
    async def wait():
        await asyncio.sleep(0.001)
        return "waited"
    def below():
        coroutine = wait()
        try:
            return run_sync(coroutine)
        finally:
            coroutine.close()
    assert can_run_sync() is True
    assert run_sync(wait()) == "waited"
    for call in (mod.call, mod.call_and_rethrow, lambda f: mod.call_below(f, 3), lambda f: mod.call(lambda: mod.call(f))):
        with raises(RuntimeError, "[Cc]annot stack switch"):
            call(below)
        assert mod.call(can_run_sync) is False
        assert can_run_sync() is True
        assert run_sync(wait()) == "waited"
    [kind, _, is_set, *_] = mod.call_and_catch(below)
    assert (kind, is_set) == ("RuntimeError", False)
    assert run_sync(wait()) == "waited"
    `,
    { asynchronous: true },
  ),
  edgeTest(
    "run_sync() works again after a TypeScript frame that ended by an exception",
    `
    from pyodide.ffi import can_run_sync, run_sync
    async def wait():
        await asyncio.sleep(0.001)
        return "waited"
    for behaviour, exception in (("error", RuntimeError), ("overflow", RecursionError), ("python", KeyError),
                                 ("context overflow", RecursionError), ("trap", SystemError)):
        mod.arm(behaviour)
        with raises(exception):
            mod.o(1)
        assert can_run_sync() is True
        assert run_sync(wait()) == "waited"
    with unraisable() as caught:
        mod.capsule("error")
    assert len(caught) == 1
    assert run_sync(wait()) == "waited"
    `,
    { asynchronous: true },
  ),
];

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
 * - `call(callable)`, `call_with(callable, *args)`, `call_below(callable, depth)`: call, the last one in nested calls
 * - `call_finally(callable, after)`: calls, and `after` with HPyErr_Occurred() in a finally block
 * - `call_and_rethrow(callable)`, `call_and_catch(callable)`, `call_and_wrap(callable)`: catch what it raises; the
 *   first throws it again, the second gives [type, message, HPyErr_Occurred(), whether it is a KeyError, exception], the
 *   third throws an Error with it as the cause
 * - `repr(obj)`, `get(obj)`, `add(left, right)`, `sort(list, key)`: HPy_Repr, HPy_GetAttr_s of "attribute", HPy_Add,
 *   list.sort
 * - `dive(callable)`, `dive_in_scopes()`, `dive_in_enters()`: recurse in JavaScript, with a call, a ctx.scope or a
 *   ctx.enter at each level
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

import { type Suite, suite, type Test, test } from "../suite.ts";

function awaits(name: string, body: string): Test {
  return test(name, body, { asynchronous: true });
}

const results: readonly Test[] = [
  awaits(
    "An async method gives a future of the running loop, and await gives what its promise resolves to",
    `
    future = mod.later("value")
    assert asyncio.isfuture(future)
    assert future.get_loop() is asyncio.get_running_loop()
    assert future.done() is False
    assert await future == "value"
    assert future.done() and future.result() == "value"
    assert await future == "value"
    `,
  ),
  awaits(
    "An async method's value is converted as any method's is",
    String.raw`
    for value in ("text \ud800 \0 end", 5, -2 ** 53, 2 ** 100, 0.5, -0.0, True, None):
        result = await mod.now(value)
        assert repr(result) == repr(value)
    assert await mod.nothing() is None
    assert await mod.promise_of_promise() == "inner"
    assert await mod.thenable() == "from a thenable"
    `,
  ),
  awaits(
    "An async method may resolve to a function that makes the value in a call of its own",
    `
    thing = object()
    assert await mod.make(thing) == [thing, "made later"]
    with raises(TypeError):
        await mod.make_and_fail()
    assert await mod.now(1) == 1
    `,
  ),
  awaits(
    "An async method that resolves to what is no Python object raises RuntimeError",
    `
    with raises(RuntimeError, "A value of type object is no Python object"):
        await mod.nonsense()
    `,
  ),
  awaits(
    "Async methods run at the same time, many at once",
    `
    numbers = await asyncio.gather(*(mod.later(i, i % 7) for i in range(300)))
    assert numbers == list(range(300))
    never = asyncio.get_running_loop().create_future()
    slow, fast = mod.await_it(never), mod.later("fast")
    done, pending = await asyncio.wait([slow, fast], return_when=asyncio.FIRST_COMPLETED)
    assert done == {fast} and pending == {slow}
    never.set_result("slow")
    assert await slow == "slow"
    async def through_task(i):
        return await mod.later(i)
    assert await asyncio.gather(*(asyncio.create_task(through_task(i)) for i in range(50))) == list(range(50))
    `,
  ),
  awaits(
    "Slots, getters and callables may be asynchronous as well",
    `
    later = mod.Later("value")
    assert await later == "value"
    assert await later.get() == "value"
    assert await later.attribute == "attribute"
    assert await later() == "called"
    assert await (later + 1) == "added"
    assert await next(later) == 1
    assert await mod.callable()() == "from a callable"
    `,
  ),
];

const errors: readonly Test[] = [
  awaits(
    "An async method that throws an Error raises RuntimeError with the JavaScript stack as a note",
    `
    for how, message in (("error", "RangeError: after an await"), ("before", "TypeError: before the first await")):
        with raises(RuntimeError) as caught:
            await mod.fail(how)
        assert str(caught.value) == message
        [note] = caught.value.__notes__
        assert note.startswith(f"JavaScript stack:\\n{message}\\n    at ")
    `,
  ),
  awaits(
    "An async method that throws a Python exception raises it",
    `
    with raises(KeyError, "from Python"):
        await mod.fail("python")
    with raises(KeyError, "in the call"):
        await mod.raise_at_once()
    `,
  ),
  awaits(
    "An async method that throws StopIteration raises RuntimeError, since a future refuses it",
    `
    with raises(RuntimeError, "StopIteration"):
        await mod.fail("stop")
    `,
  ),
  awaits(
    "An async method that throws what is no Error raises RuntimeError, whatever it is",
    `
    for how, match in (("text", "a text"), ("nothing", "undefined"), ("bare", ""), ("revoked", "")):
        with raises(RuntimeError, match):
            await mod.fail(how)
    assert await mod.now("goes on") == "goes on"
    `,
  ),
  awaits(
    "A method that throws before it returns a promise raises at once",
    `
    with raises(RuntimeError, "TypeError: not even a promise"):
        mod.throw_at_once()
    `,
  ),
  awaits(
    "An async method that uses an argument or the context after its call has ended raises RuntimeError that says why",
    `
    with raises(RuntimeError, "its call or scope has ended; use ctx.keep"):
        await mod.use_argument([1, 2])
    with raises(RuntimeError, "only usable during a call|use ctx.enter"):
        await mod.use_context()
    assert await mod.now("goes on") == "goes on"
    `,
  ),
  awaits(
    "An async method that is never awaited finishes all the same, and its result goes",
    `
    before = mod.finished()
    mod.later([1] and "nobody waits")
    for _ in range(100):
        if mod.finished() > before:
            break
        await asyncio.sleep(0.005)  # in browsers, less than 4 ms is no time at all
    assert mod.finished() == before + 1
    gc.collect()
    `,
  ),
  awaits(
    "An async method that fails and is never awaited is reported by the loop",
    `
    loop = asyncio.get_running_loop()
    reports = []
    handler = loop.get_exception_handler()
    loop.set_exception_handler(lambda loop, context: reports.append(context))
    try:
        future = mod.fail("error")
        while not future.done():
            await asyncio.sleep(0.002)
        del future
        gc.collect()
        while not reports:
            await asyncio.sleep(0.002)
    finally:
        loop.set_exception_handler(handler)
    [report] = reports
    assert "never retrieved" in report["message"]
    assert str(report["exception"]) == "RangeError: after an await"
    del report, reports
    `,
  ),
];

const cancellations: readonly Test[] = [
  awaits(
    "Cancelling the future aborts ctx.signal, once",
    `
    before = mod.aborted()
    future = mod.cancellable()
    await asyncio.sleep(0)
    assert future.cancel() is True
    with raises(asyncio.CancelledError):
        await future
    await asyncio.sleep(0)
    assert mod.aborted() == before + 1
    assert future.cancel() is False
    assert future.cancelled() is True
    `,
  ),
  awaits(
    "Cancelling the task that awaits aborts ctx.signal, and so does a timeout",
    `
    async def wait():
        await mod.cancellable()
    before = mod.aborted()
    task = asyncio.create_task(wait())
    await asyncio.sleep(0.002)
    task.cancel()
    with raises(asyncio.CancelledError):
        await task
    assert mod.aborted() == before + 1
    with raises(asyncio.TimeoutError):
        await asyncio.wait_for(mod.cancellable(), 0.05)
    assert mod.aborted() == before + 2
    `,
  ),
  awaits(
    "An async method that takes no notice of the cancellation goes on, and its result goes",
    `
    mod.log()
    future = mod.stubborn(10000)
    future.cancel()
    with raises(asyncio.CancelledError):
        await future
    while not (log := mod.log()):
        await asyncio.sleep(0.002)
    assert log == ["aborted"]
    future = mod.stubborn(3)
    assert await future == "a result that nobody waits for"
    assert mod.log() == ["not aborted"]
    `,
  ),
  awaits(
    "A future may be given its result from elsewhere: what the promise resolves to is let go",
    `
    future = mod.later("too late", 3)
    future.set_result("sooner")
    assert await future == "sooner"
    await asyncio.sleep(0.01)
    assert future.result() == "sooner"
    `,
  ),
];

const iterators: readonly Test[] = [
  awaits(
    "HPy_am_anext that returns promises is an async iterator, which a promise of undefined ends",
    `
    assert [x async for x in mod.Ticker(5)] == [1, 2, 3, 4, 5]
    assert [x async for x in mod.Ticker(0)] == []
    ticker = mod.Ticker(2)
    assert await anext(ticker) == 1
    assert await anext(ticker, "default") == 2
    with raises(StopAsyncIteration):
        await anext(ticker)
    assert await anext(ticker, "default") == "default"
    `,
  ),
  awaits(
    "HPy_am_anext whose promise is rejected makes async for raise; StopAsyncIteration ends it",
    `
    seen = []
    with raises(RuntimeError, "RangeError: thirteen"):
        async for x in mod.Ticker(20):
            seen.append(x)
    assert seen == list(range(1, 13))
    `,
  ),
  awaits(
    "Several async iterators run at the same time",
    `
    async def collect(n):
        return [x async for x in mod.Ticker(n)]
    assert await asyncio.gather(*(collect(n) for n in range(10))) == [list(range(1, n + 1)) for n in range(10)]
    `,
  ),
];

const awaitables: readonly Test[] = [
  awaits(
    "ctx.await() awaits coroutines, tasks and futures of Python",
    `
    async def answer(value):
        await asyncio.sleep(0)
        return value
    assert await mod.await_it(answer("result")) == "result"
    assert await mod.await_it(asyncio.create_task(answer(5))) == 5
    future = asyncio.get_running_loop().create_future()
    waiting = mod.await_it(future)
    future.set_result("set")
    assert await waiting == "set"
    assert await mod.await_it(mod.later("both ways")) == "both ways"
    assert await mod.await_it(mod.Later("an awaitable object")) == "an awaitable object"
    `,
  ),
  awaits(
    "ctx.await() can hand out a handle that is kept",
    `
    thing = object()
    async def give():
        return thing
    assert await mod.await_object(give()) is thing
    `,
  ),
  awaits(
    "ctx.await() rejects with the PythonError of what the awaitable raised",
    `
    async def fail(error):
        await asyncio.sleep(0)
        raise error
    assert await mod.await_and_tell(fail(KeyError("key"))) == "KeyError: 'key' (a KeyError)"
    assert await mod.await_and_tell(fail(ValueError("value"))) == "ValueError: value (no KeyError)"
    class Custom(KeyError):
        def __str__(self):
            return "custom"
    assert await mod.await_and_tell(fail(Custom())) == "Custom: custom (a KeyError)"
    error = ZeroDivisionError("the same object")
    with raises(ZeroDivisionError) as caught:
        await mod.await_it(fail(error))
    assert caught.value is error
    del caught, error
    `,
  ),
  awaits(
    "ctx.await() of what cannot be awaited, or whose result cannot be received, rejects",
    `
    with raises(TypeError):
        await mod.await_it(5)
    async def answer():
        return object()
    with raises(TypeError, "an object of type 'object' has no JavaScript equivalent"):
        await mod.await_it(answer())
    with raises(RuntimeError, "RangeError: received badly"):
        await mod.await_and_receive_badly(answer())
    `,
  ),
  awaits(
    "ctx.await() cancels the task when its signal is aborted",
    `
    async def sleep():
        started.append(True)
        try:
            await asyncio.get_running_loop().create_future()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise
    async def quick():
        return "quick"
    # On a machine that is slow enough a task is cancelled before it has started, and then sees nothing of it.
    started, cancelled = [], []
    with raises(asyncio.CancelledError):
        await mod.await_for(sleep(), 50)
    assert cancelled == started
    assert await mod.await_for(quick(), 50) == "quick"
    with raises(asyncio.CancelledError):
        await mod.await_for(sleep(), -1)
    `,
  ),
  awaits(
    "ctx.await() works for many at once, in both directions",
    `
    async def nested(n):
        return 0 if n == 0 else 1 + await mod.await_it(nested(n - 1))
    assert await nested(20) == 20
    assert await asyncio.gather(*(mod.await_it(nested(3)) for _ in range(30))) == [3] * 30
    `,
  ),
];

const entering: readonly Test[] = [
  awaits(
    "ctx.enter() opens a call from a timer, a promise and an event",
    `
    for enter in (mod.from_timer, mod.from_promise, mod.from_event):
        calls = []
        def call():
            calls.append(1)
            return "called"
        assert await enter(call) == "called"
        assert calls == [1]
    `,
  ),
  awaits(
    "ctx.enter() throws what Python raises, and the next call works",
    `
    def fail():
        raise KeyError("from within")
    for enter in (mod.from_timer, mod.from_promise, mod.from_event):
        with raises(KeyError, "from within"):
            await enter(fail)
        assert await enter(lambda: "goes on") == "goes on"
        assert sys.exc_info() == (None, None, None)
    `,
  ),
  awaits(
    "ctx.enter() works within a call too, nested as deep as one likes",
    `
    def nest(n):
        return "bottom" if n == 0 else mod.within(lambda: nest(n - 1))
    assert nest(30) == "bottom"
    assert await mod.from_timer(lambda: nest(10)) == "bottom"
    with raises(ZeroDivisionError):
        mod.within(lambda: 1 / 0)
    `,
  ),
  awaits(
    "ctx.enter() outside of a call keeps a handle that its function returns, and closes the others",
    `
    assert await mod.returned_handle() == "kept by its caller, true"
    with raises(RuntimeError, "its call or scope has ended"):
        await mod.spent_handle()
    `,
  ),
];

/**
 * Asynchronous TypeScript: async methods that Python awaits, Python awaitables that TypeScript awaits, and calls that
 * begin outside of Python.
 *
 * Fixture `async`:
 * - `now(value)`, `later(value, milliseconds=1)`: async; give back the value. `finished()`: how often `later` did
 * - `make(obj)`: async; resolves to a function that makes the list of the object and "made later";
 *   `make_and_fail()`: to one that throws
 * - `nothing()`, `promise_of_promise()`, `thenable()`, `nonsense()`: resolve to undefined, "inner", "from a thenable", {}
 * - `fail(how)`: async; throws an Error before or after its first await ("before", "error"), KeyError ("python"),
 *   StopIteration ("stop"), a string ("text"), undefined ("nothing"), an object without a prototype ("bare"), a
 *   revoked proxy ("revoked")
 * - `throw_at_once()`: throws instead of returning a promise; `raise_at_once()`: async; raises KeyError before an await
 * - `use_argument(obj)`, `use_context()`: async; use a borrowed handle, and the context, after an await
 * - `cancellable()`: async; waits until ctx.signal is aborted; `aborted()`: how many were
 * - `stubborn(turns)`: async; waits so many turns, or until ctx.signal is aborted, then writes to the log whether it is;
 *   `log()`: empties the log
 * - `await_it(awaitable)`, `await_object(awaitable)`: async; the result of ctx.await as a value, and as an object
 * - `await_and_tell(awaitable)`: async; a text about the result or the exception
 * - `await_and_receive_badly(awaitable)`: async; throws when it gets the result
 * - `await_for(awaitable, milliseconds)`: async; aborts after a while, or at once if the number is negative
 * - `from_timer(callable)`, `from_promise(callable)`, `from_event(callable)`: async; call in ctx.enter, from there
 * - `within(callable)`: calls in ctx.enter, at once
 * - `returned_handle()`, `spent_handle()`: async; use a handle that ctx.enter returned, and one that it did not
 * - `callable()`: an async function made by ctx.callable
 * - `Ticker(end)`: an async iterator of 1 to `end`, which throws an Error at 13
 * - `Later(value)`: gives the value when it is awaited, or through its async method `get()`; its attribute
 *   `attribute`, calling it, adding to it and next() give promises of "attribute", "called", "added" and 1
 */
export const asynchronous: Suite = suite(
  "async",
  [...results, ...errors, ...cancellations, ...iterators, ...awaitables, ...entering],
  { languages: ["typescript"] },
);

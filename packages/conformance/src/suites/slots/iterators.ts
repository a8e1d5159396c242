import type { Test } from "../../suite.ts";
import { slotTest } from "./handler.ts";

/** Iterators. */
export const iterators: readonly Test[] = [
  slotTest(
    "HPy_tp_iter gives the iterator of for and iter()",
    `
    i = mod.Iterator(handler)
    answers["tp_iter"] = lambda self: iter("abc")
    assert list(i) == ["a", "b", "c"]
    assert [x for x in i] == ["a", "b", "c"]
    assert seen == [("tp_iter", i)] * 2
    answers["tp_iter"] = 5
    with raises(TypeError, "iter.. returned non-iterator of type 'int'"):
        iter(i)
    answers["tp_iter"] = KeyError("from tp_iter")
    with raises(KeyError, "from tp_iter"):
        iter(i)
    with raises(KeyError, "from tp_iter"):
        [*i]
    `,
  ),
  slotTest(
    "HPy_tp_iternext gives the items, and null without an exception at the end",
    `
    i = mod.Iterator(handler)
    items = [1, None, "three", ...]
    answers["tp_iter"] = lambda self: self
    answers["tp_iternext"] = lambda self: items[len(seen) - 2]
    assert list(i) == [1, None, "three"]
    assert seen == [("tp_iter", i)] + [("tp_iternext", i)] * 4
    answers["tp_iternext"] = ...
    with raises(StopIteration):
        next(i)
    assert next(i, "default") == "default"
    `,
  ),
  slotTest(
    "HPy_tp_iternext may raise StopIteration at the end; anything else is raised",
    `
    i = mod.Iterator(handler)
    answers["tp_iter"] = lambda self: self
    answers["tp_iternext"] = StopIteration("value")
    assert list(i) == []
    with raises(StopIteration, "value"):
        next(i)
    answers["tp_iternext"] = KeyError("from tp_iternext")
    with raises(KeyError, "from tp_iternext"):
        next(i, None)
    with raises(KeyError, "from tp_iternext"):
        for _ in i:
            pass
    `,
  ),
];

/** The `am_` slots. */
export const coroutines: readonly Test[] = [
  slotTest(
    "HPy_am_await gives the iterator that await goes through",
    `
    c = mod.Coroutine(handler)
    def steps(self):
        received = yield "first"
        return ("result", received)
    answers["am_await"] = steps
    async def wait():
        return await c
    coroutine = wait()
    assert coroutine.send(None) == "first"
    with raises(StopIteration) as end:
        coroutine.send("sent")
    assert end.value.value == ("result", "sent")
    assert seen == [("am_await", c)]
    `,
  ),
  slotTest(
    "HPy_am_await that raises, or gives no iterator, makes await raise",
    `
    c = mod.Coroutine(handler)
    async def wait():
        await c
    answers["am_await"] = KeyError("from am_await")
    with raises(KeyError, "from am_await"):
        wait().send(None)
    answers["am_await"] = 5
    with raises(TypeError, "__await__.. returned non-iterator of type 'int'"):
        wait().send(None)
    `,
  ),
  slotTest(
    "HPy_am_send is how an asyncio task runs an instance: it yields values, then returns one",
    `
    import collections.abc
    collections.abc.Coroutine.register(mod.Coroutine)
    c = mod.Coroutine(handler)
    steps = [(False, None), (False, None), (True, "returned")]
    answers["am_send"] = lambda self, value: steps.pop(0)
    assert await asyncio.Task(c) == "returned"
    assert seen == [("am_send", c, None)] * 3
    `,
    { asynchronous: true },
  ),
  slotTest(
    "HPy_am_send that raises makes the task raise",
    `
    import collections.abc
    collections.abc.Coroutine.register(mod.Coroutine)
    c = mod.Coroutine(handler)
    answers["am_send"] = KeyError("from am_send")
    with raises(KeyError, "from am_send"):
        await asyncio.Task(c)
    steps = [(False, None), ValueError("later")]
    answers["am_send"] = lambda self, value: steps.pop(0)
    with raises(TypeError, "not iterable"):
        await asyncio.Task(c)
    assert steps == []
    `,
    { asynchronous: true },
  ),
  slotTest(
    "HPy_am_aiter gives the iterator of async for and aiter()",
    `
    c = mod.Coroutine(handler)
    answers["am_aiter"] = lambda self: self
    assert aiter(c) is c
    assert seen == [("am_aiter", c)]
    answers["am_aiter"] = 5
    with raises(TypeError, "not an async iterator"):
        aiter(c)
    answers["am_aiter"] = KeyError("from am_aiter")
    with raises(KeyError, "from am_aiter"):
        aiter(c)
    `,
  ),
  slotTest(
    "HPy_am_anext gives an awaitable for each item, and StopAsyncIteration ends async for",
    `
    c = mod.Coroutine(handler)
    items = ["a", "b"]
    async def item(self):
        if not items:
            raise StopAsyncIteration
        return items.pop(0)
    answers.update(am_aiter=lambda self: self, am_anext=item)
    async def collect():
        return [x async for x in c]
    with raises(StopIteration) as end:
        collect().send(None)
    assert end.value.value == ["a", "b"]
    assert seen == [("am_aiter", c)] + [("am_anext", c)] * 3
    answers["am_anext"] = StopAsyncIteration()
    with raises(StopIteration) as end:
        collect().send(None)
    assert end.value.value == []
    `,
  ),
  slotTest(
    "HPy_am_anext that raises, or gives no awaitable, makes async for raise",
    `
    c = mod.Coroutine(handler)
    answers["am_aiter"] = lambda self: self
    async def collect():
        async for x in c:
            pass
    answers["am_anext"] = KeyError("from am_anext")
    with raises(KeyError, "from am_anext"):
        anext(c)
    with raises(KeyError, "from am_anext"):
        collect().send(None)
    answers["am_anext"] = 5
    with raises(TypeError, "invalid object from __anext__: int"):
        collect().send(None)
    `,
  ),
];

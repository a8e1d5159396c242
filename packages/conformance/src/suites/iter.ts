import { type Suite, suite, test } from "../suite.ts";

/**
 * Iteration: `HPy_GetIter`, `HPyIter_*`.
 *
 * Fixture `iter`:
 * - `get_iter(obj)`: HPy_GetIter
 * - `next(iterator)`: HPyIter_Next, as a tuple of the item; None at the end
 * - `check(obj)`: HPyIter_Check, as a bool
 */
export const iter: Suite = suite("iter", [
  test(
    "HPy_GetIter() gives an iterator over anything that can be iterated",
    `
    for iterable in ([1, 2], (1, 2), {1: 0, 2: 0}, range(1, 3), (n for n in (1, 2)), b"\\x01\\x02"):
        assert list(mod.get_iter(iterable)) == [1, 2]
    assert list(mod.get_iter("ab")) == ["a", "b"]
    assert list(mod.get_iter([])) == []
    assert type(mod.get_iter([])) is type(iter([]))
    `,
  ),
  test(
    "HPy_GetIter() gives an iterator itself",
    `
    for iterator in (iter([]), (n for n in ()), zip()):
        assert mod.get_iter(iterator) is iterator
    `,
  ),
  test(
    "HPy_GetIter() asks __iter__(), and makes an iterator of what only has __getitem__()",
    `
    class Iterable:
        def __iter__(self):
            return iterator
    class Sequence:
        def __getitem__(self, index):
            if index == 3:
                raise IndexError
            return index * index
    iterator = iter([1])
    assert mod.get_iter(Iterable()) is iterator
    assert list(mod.get_iter(Sequence())) == [0, 1, 4]
    `,
  ),
  test(
    "HPy_GetIter() sets TypeError for what cannot be iterated, or whose __iter__() gives no iterator",
    `
    class Wrong:
        def __iter__(self):
            return [1]
    for other in (None, 1, object(), list, Wrong()):
        with raises(TypeError):
            mod.get_iter(other)
    `,
  ),
  test(
    "HPy_GetIter() passes on what __iter__() raises",
    `
    class Failing:
        def __iter__(self):
            raise KeyError("iter")
    with raises(KeyError, match="^'iter'$"):
        mod.get_iter(Failing())
    `,
  ),
  test(
    "HPyIter_Next() gives the items themselves one by one, then the null handle without an error",
    `
    items = [object(), None, []]
    iterator = iter(items)
    for item in items:
        result = mod.next(iterator)
        assert type(result) is tuple
        assert result[0] is item
    assert mod.next(iterator) is None
    assert mod.next(iterator) is None
    assert mod.next(iter(())) is None
    `,
  ),
  test(
    "HPyIter_Next() takes one item and no more",
    `
    def count():
        for n in range(3):
            taken.append(n)
            yield n
    taken = []
    iterator = count()
    assert mod.next(iterator) == (0,)
    assert taken == [0]
    assert mod.next(iterator) == (1,)
    assert list(iterator) == [2]
    `,
  ),
  test(
    "HPyIter_Next() asks __next__(), and takes its StopIteration, with or without a value, for the end",
    `
    class Iterator:
        def __init__(self, *answers):
            self.answers = list(answers)
        def __next__(self):
            answer = self.answers.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer
    class Sub(StopIteration):
        pass
    iterator = Iterator(7, StopIteration(), 8, StopIteration("value"), 9, Sub())
    for item in (7, 8, 9):
        assert mod.next(iterator) == (item,)
        assert mod.next(iterator) is None
    def generate():
        return "value"
        yield
    assert mod.next(generate()) is None
    `,
  ),
  test(
    "HPyIter_Next() passes on what __next__() raises",
    `
    class Failing:
        def __next__(self):
            raise KeyError("next")
    def generate():
        yield 1
        raise ZeroDivisionError("generate")
    with raises(KeyError, match="^'next'$"):
        mod.next(Failing())
    iterator = generate()
    assert mod.next(iterator) == (1,)
    with raises(ZeroDivisionError, match="^generate$"):
        mod.next(iterator)
    assert mod.next(iterator) is None
    `,
  ),
  test(
    "HPyIter_Next() sets TypeError for what is no iterator",
    `
    for other in (None, 1, [1], "ab", object()):
        with raises(TypeError):
            mod.next(other)
    `,
  ),
  test(
    "HPyIter_Check() is true for what has a __next__() in its type, and for nothing else",
    `
    class Iterator:
        def __next__(self):
            raise RuntimeError("called")
    class Instance:
        pass
    instance = Instance()
    instance.__next__ = print
    for iterator in (iter([]), iter(""), (n for n in ()), zip(), Iterator()):
        assert mod.check(iterator) is True
    for other in ([], "", None, range(3), iter, Iterator, instance):
        assert mod.check(other) is False
    `,
  ),
]);

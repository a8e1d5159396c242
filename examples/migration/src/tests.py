"""The tests of the extension, which every step passes."""

import gc
import weakref

from stacks import Stack, reversed


def raises(error, call, *args):
    try:
        call(*args)
    except error as caught:
        return str(caught)
    raise AssertionError(f"no {error.__name__}")


stack = Stack()
assert (len(stack), stack.pushed, repr(stack)) == (0, 0, "Stack([])")
assert raises(IndexError, stack.pop) == "the stack is empty"
stack.push("a")
stack.push(["b"])
assert (len(stack), stack.pushed, repr(stack)) == (2, 2, "Stack(['a', ['b']])")
assert stack.pop() == ["b"] and stack.pop() == "a" and stack.pushed == 2
assert len(Stack("abc")) == 3 and raises(TypeError, Stack, 5)
raises(AttributeError, setattr, stack, "pushed", 7)
assert reversed("abc") == ["c", "b", "a"] and raises(TypeError, reversed, 5)


class Named(Stack):
    """A class in Python on the type in C."""

    def __init__(self, name):
        super().__init__()
        self.name = name


named = Named("of names")
named.push(named)
assert named.pop() is named and named.name == "of names"

# A stack that contains itself goes when the collector finds it.
named.push(named)
gone = weakref.ref(named)
del named
gc.collect()
assert gone() is None

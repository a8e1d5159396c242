"""The functions in plain Python, as one would write them there."""

from array import array


def nop():
    return None


def ident(x):
    return x


def add(a, b):
    return a + b


def keywords(x, *, key):
    return key


def addobj(a, b):
    return a + b


def scale(x):
    return x * 0.5 + 1.0


def utf8len(s):
    return len(s.encode())


def upper(s):
    return s.upper()


def sumlist(items):
    return sum(items)


def buildlist(n):
    return list(range(n))


def appendlist(n):
    items = []
    for i in range(n):
        items.append(i)
    return items


def filldict(n):
    return {i: i for i in range(n)}


def getattr(x):
    return x.value


def callmany(f, n):
    for _ in range(n):
        f(f)


def iterate(items):
    total = 0
    for item in items:
        total += item
    return total


def counter(n):
    for i in range(n):
        yield i


class Point:
    __slots__ = "_x", "_y"

    def __init__(self):
        self._x = 3.0
        self._y = 4.0

    @property
    def x(self):
        return int(self._x)

    def norm1(self):
        return int(self._x + self._y)


def mkpoint():
    return Point()


class Vector:
    __slots__ = ("items",)

    def __init__(self):
        self.items = array("d", bytes(8 * 256))

    def step(self):
        items = self.items
        for i, item in enumerate(items):
            items[i] = item * 0.5 + 1.0
        return items


def vector():
    return Vector()

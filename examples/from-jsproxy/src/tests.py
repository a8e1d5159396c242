"""The tests of the module, which every step passes, and how long its functions take."""

import timeit

import segments

assert list(segments.words("It's a test.")) == ["It's", "a", "test"]
assert list(segments.collate(["z", "ä", "a"], "de")) == ["a", "ä", "z"]
assert segments.contains("It's a test.", "test") is True
assert segments.contains("", "test") is False


def micros(statement):
    return min(timeit.repeat(statement, number=200, repeat=15, globals=globals())) / 200 * 1e6


short, names = "", ["b", "a"]
(micros("segments.contains(short, 'test')"), micros("segments.collate(names, 'de')"))

"""Times the functions of all flavours in turn, and checks that they give the same and leave nothing behind."""

import gc
import itertools
import json
import sys
import time


class Holder:
    def __init__(self, value):
        self.value = value


def same(x):
    return x


flavours = {}


def _function(body, unroll):
    lines = [f"   {body}"] * unroll
    source = "\n".join(["def inner(it, f, a, b, p):", " start = now()", " for _ in it:", *lines, " return now() - start"])
    scope = {"now": now}
    exec(source, scope)
    return scope["inner"]


class Case:
    """One function of one flavour."""

    def __init__(self, spec, flavour):
        module = flavours[flavour]
        self.call = spec.get("calls", {}).get(flavour.split("+")[0], spec["call"])
        self.make = module, spec.get("p")
        self.f = getattr(module, spec.get("f", spec["name"]), None)
        self.a = eval(spec["a"]) if "a" in spec else None
        self.b = eval(spec["b"]) if "b" in spec else None
        self.p = self.object()
        self.right = spec["right"]
        self.drained = spec.get("drained", False)
        self.per = spec["per"]
        self.times = []

    def object(self):
        module, make = self.make
        return None if make is None else getattr(module, make)()

    def prepare(self):
        body = f"for _ in {self.call}: pass" if self.drained else self.call
        self.unroll = 10 if self.per == 1 else 1
        self.inner = _function(body, self.unroll)

    def run(self, count):
        return self.inner(itertools.repeat(None, count), self.f, self.a, self.b, self.p)

    def calibrate(self, window):
        """
        Finds how often one turn repeats the loop, so that it takes about `window` nanoseconds. What took long enough is tried
        again: a pause of the engine or the machine in the first few calls would leave a turn so short that most of it is not
        the loop's. Nor may a clock that has read too little make a turn very long.
        """
        enough, count = window / 4, 1
        while (took := self.run(count)) < enough or (took := min(took, self.run(count))) < enough:
            count = max(2 * count, min(100 * count, int(count * enough / max(took, 200))))
        self.count = max(1, int(count * window / took))

    def turn(self):
        self.times.append(self.run(self.count) / self.count / self.unroll / self.per)

    def check(self, rounds):
        """What is wrong with the results, or with what they leave behind; '' when nothing is."""
        scope = {"f": self.f, "a": self.a, "b": self.b, "p": self.object()}
        scope["r"] = eval(self.call, scope)
        if not eval(self.right, scope):
            return f"a wrong result: {scope['r']!r:.100}"
        del scope
        once = eval(f"lambda f, a, b, p: {'list(' + self.call + ')' if self.drained else self.call}")
        watched = [x for x in (self.f, self.a, self.b, self.p) if x is not None]

        def state():
            gc.collect()
            return [sys.getrefcount(x) for x in watched], sys.getallocatedblocks()

        for _ in range(3):
            once(self.f, self.a, self.b, self.p)
        references, blocks = state()
        for _ in range(rounds):
            once(self.f, self.a, self.b, self.p)
        references_after, blocks_after = state()
        if references != references_after:
            changes = [after - before for before, after in zip(references, references_after)]
            return f"reference counts changed by {changes} in {rounds} rounds"
        if blocks_after - blocks >= rounds:
            return f"{blocks_after - blocks} blocks of memory are left after {rounds} rounds"
        return ""


def check(spec, names, rounds):
    """What is wrong, by flavour, as JSON."""
    spec = json.loads(spec)
    found = {}
    for name in json.loads(names):
        try:
            found[name] = Case(spec, name).check(rounds)
        except Exception as error:
            found[name] = f"{type(error).__name__}: {error}"
    return json.dumps({name: wrong for name, wrong in found.items() if wrong})


def measure(spec, names, seconds, window, warm):
    """
    Nanoseconds of each turn of each flavour, as JSON: they take turns of `window` ns for about `seconds`, after `warm` ns
    of each.
    """
    spec = json.loads(spec)
    cases = {name: Case(spec, name) for name in json.loads(names)}
    # What others do on the machine may make it take half as long again.
    end = time.perf_counter() + 1.5 * seconds
    enough = now() + 1e9 * seconds
    gc.disable()
    try:
        for case in cases.values():
            case.prepare()
            case.calibrate(warm)
            case.turn()
            case.times.clear()
        for case in cases.values():
            case.calibrate(window)
        rounds = 0
        while rounds < 4 or (now() < enough and time.perf_counter() < end):
            for case in cases.values():
                case.turn()
            rounds += 1
    finally:
        gc.enable()
    return json.dumps({name: case.times for name, case in cases.items()})

"""What growth is measured with in Python."""

import gc


def timed(run, turns):
    """The best time of some turns, in nanoseconds."""
    best = float("inf")
    for _ in range(turns):
        start = now()
        run()
        best = min(best, now() - start)
    return best


def hold(module, count, turns):
    return timed(lambda: module.hold(count), turns)


def calls(module, count, turns):
    f = module.ident

    def run():
        for _ in range(count):
            f(None)

    return timed(run, turns) / count


def objects(module, count, turns):
    """What it takes to make objects that refer to each other in a ring, to look at them, and to collect the ring."""
    Node = module.Node
    gc.collect()
    gc.disable()
    empty = timed(gc.collect, turns)
    best = [float("inf")] * 3
    for _ in range(turns):
        start = now()
        first = node = Node()
        for _ in range(count - 1):
            following = Node()
            following.next = node
            node = following
        first.next = node
        made = now()
        gc.collect()
        looked = now()
        del first, node, following
        dropped = now()
        gc.collect()
        collected = now()
        times = made - start, looked - made - empty, collected - dropped - empty
        best = [min(pair) for pair in zip(best, times)]
    gc.enable()
    return best

import { type Suite, suite, test } from "../suite.ts";
import type { Language } from "../target.ts";

/** Where a traverse function may be wrong: one in C is believed when its module is linked, as in upstream HPy. */
const wrongTraverse: readonly Language[] = ["typescript"];

/**
 * References inside of objects: `HPyField_*`, and what the collector and deallocation make of them.
 *
 * Fixture `field` has two types with the fields `first` and `second`: `Node`, and `LongNode`, which extends int.
 * Methods of both:
 * - `store(field, value)`: HPyField_Store
 * - `clear(field)`: HPyField_Store of HPy_NULL
 * - `load(field)`: HPyField_Load, or None for a null field
 *
 * Fixture `field-raw`:
 * - `make(name)`: HPyType_FromSpec with a struct of three fields and HPy_TPFLAGS_HAVE_GC. How the definition names the
 *   fields, and what tp_traverse does, is said by the name: `declared` (visits all, unless they are named) and
 *   `undeclared` (visits nothing); in TypeScript also `twice` (names and visits each twice), `throwing`, `stopping`
 *   (returns -1), `foreign` (visits what is not in the struct)
 * - `store(object, index, value)`: HPyField_Store to the field with that index
 * - `clear(object, index)`: HPyField_Store of HPy_NULL
 * - `load(object, index)`: HPyField_Load
 * - `is_null(object, index)`: whether the field is HPyField_NULL, as 1 or 0
 * - `exhaust(type)`: makes chains of 61 objects through their first fields and closes them, and calls itself, until
 *   there is no stack left
 * - `traversals()`: how often tp_traverse was called
 */
export const field: Suite = suite("field", [
  test(
    "HPyField_Load() gives what HPyField_Store() has stored",
    `
    for node in (mod.Node(), mod.LongNode(2**100)):
        thing = object()
        assert node.load("first") is node.load("second") is None
        node.store("first", thing)
        assert node.load("first") is thing
        assert node.load("second") is None
        node.store("second", node)
        assert node.load("second") is node
        assert node.load("first") is thing
        node.clear("second")
        assert node.load("second") is None
        del node
    `,
  ),
  test(
    "HPyField_Store() takes a reference and HPyField_Load() gives another",
    `
    for node in (mod.Node(), mod.LongNode(5)):
        thing = object()
        before = sys.getrefcount(thing)
        node.store("first", thing)
        assert sys.getrefcount(thing) == before + 1
        for _ in range(10):
            node.load("first")
        assert sys.getrefcount(thing) == before + 1
        same = node.load("first")
        assert sys.getrefcount(thing) == before + 2
        del same
        node.store("second", thing)
        assert sys.getrefcount(thing) == before + 2
        node.store("first", thing)
        assert sys.getrefcount(thing) == before + 2
        node.clear("first")
        assert sys.getrefcount(thing) == before + 1
        node.clear("first")
        assert sys.getrefcount(thing) == before + 1
        node.store("second", None)
        assert sys.getrefcount(thing) == before
    `,
  ),
  test(
    "HPyField_Store() lets go of the old object at once, after the new one is in place",
    `
    seen = []
    class Old:
        def __del__(self):
            seen.append(node.load("first"))
    node = mod.Node()
    node.store("first", Old())
    node.store("first", "new")
    assert seen == ["new"]
    node.store("first", Old())
    node.clear("first")
    assert seen == ["new", None]
    `,
  ),
  test(
    "HPyField_Store() works on while the old object's finalizer stores",
    `
    class Old:
        def __del__(self):
            node.store("first", "from the finalizer")
    node = mod.Node()
    node.store("first", Old())
    node.store("first", "new")
    assert node.load("first") == "from the finalizer"
    node.store("first", Old())
    node.clear("first")
    assert node.load("first") == "from the finalizer"
    `,
  ),
  test(
    "Fields are let go of when the object goes",
    `
    for T, args in ((mod.Node, ()), (mod.LongNode, (7,))):
        class Sub(T):
            pass
        for each in (T, Sub):
            node, first, second = each(*args), object(), object()
            counts = sys.getrefcount(first), sys.getrefcount(second)
            node.store("first", first)
            node.store("second", second)
            del node
            assert (sys.getrefcount(first), sys.getrefcount(second)) == counts
    `,
  ),
  test(
    "Cycles through fields are collected",
    `
    import weakref
    class Canary:
        pass
    for T, args in ((mod.Node, ()), (mod.LongNode, (7,))):
        class Sub(T):
            pass
        for each in (T, Sub):
            a, b, canary = each(*args), each(*args), Canary()
            a.store("first", b)
            b.store("first", [a])
            a.store("second", a)
            b.store("second", canary)
            canary = weakref.ref(canary)
            del a
            gc.collect()
            assert canary() is not None
            assert type(b.load("first")[0].load("first")) is each
            del b
            assert canary() is not None
            gc.collect()
            assert canary() is None
    `,
  ),
  test(
    "gc.get_referents() names the objects in fields once each, and not the type",
    `
    class Thing:
        pass
    for node in (mod.Node(), mod.LongNode(7)):
        things = [Thing(), Thing()]
        node.store("first", things[0])
        node.store("second", things[1])
        referents = gc.get_referents(node)
        assert sorted(map(id, referents)) == sorted(map(id, things))
        node.store("second", things[0])
        assert len(gc.get_referents(node)) == 2
        node.clear("first")
        node.clear("second")
        assert gc.get_referents(node) == []
        del referents
    `,
  ),
  test(
    "Objects that are referred to survive any number of collections",
    `
    nodes = [mod.Node() for _ in range(100)]
    for i, node in enumerate(nodes):
        node.store("first", nodes[i - 1])
        node.store("second", [i])
    root = nodes[0]
    del nodes, node
    for _ in range(3):
        gc.collect()
    count, node = 0, root
    while True:
        assert node.load("second") == [(100 - count) % 100]
        node, count = node.load("first"), count + 1
        if node is root:
            break
    assert count == 100
    del node, root
    gc.collect()
    `,
  ),
  test(
    "A chain of 20,000 objects goes without exhausting the stack",
    `
    class Sub(mod.Node):
        pass
    for kinds in ((mod.Node,), (mod.LongNode,), (Sub,), (mod.Node, mod.LongNode, Sub)):
        head = None
        for i in range(20_000):
            node = kinds[i % len(kinds)]()
            node.store("first", head)
            head = node
        del node
        del head
    `,
    { leaks: "it takes too long to be repeated" },
  ),
  test(
    "A chain through lists and tuples goes without exhausting the stack",
    `
    head = None
    for i in range(20_000):
        node = mod.Node()
        node.store("first", [head] if i % 2 else (head,))
        head = node
    del node
    del head
    `,
    { leaks: "it takes too long to be repeated" },
  ),
  test(
    "A cycle of 20,000 objects is collected without exhausting the stack",
    `
    first = head = mod.Node()
    for i in range(20_000):
        node = mod.Node()
        node.store("first", head)
        head = node
    first.store("first", head)
    del node, head, first
    gc.collect()
    `,
    { leaks: "it takes too long to be repeated" },
  ),
  test(
    "A finalizer sees the fields, and can bring the object back with them",
    `
    saved = []
    class Undead(mod.Node):
        def __del__(self):
            saved.append((self, self.load("first")))
    thing = object()
    node = Undead()
    node.store("first", thing)
    del node
    assert len(saved) == 1 and saved[0][1] is thing
    assert saved[0][0].load("first") is thing
    saved[0][0].store("second", thing)
    saved.clear()
    assert saved == []
    node = Undead()
    node.store("first", node)
    del node
    gc.collect()
    assert saved[0][1] is saved[0][0]
    assert saved[0][0].load("first") is saved[0][0]
    saved[0][0].clear("first")
    saved.clear()
    assert saved == []
    `,
  ),
  test(
    "A weak reference's callback runs while the fields of others are intact",
    `
    import weakref
    class Watched(mod.Node):
        pass
    seen = []
    watched, other = Watched(), mod.Node()
    other.store("first", "alive")
    ref = weakref.ref(watched, lambda ref: seen.append(other.load("first")))
    watched.store("first", watched)
    watched.store("second", other)
    del watched
    gc.collect()
    assert seen == ["alive"]
    `,
  ),
  test(
    "HPyField_Load() sets SystemError for a null field",
    `
    for name in ("declared", "undeclared"):
        node = mod.make(name)()
        assert mod.is_null(node, 0) == 1
        with raises(SystemError, "empty field"):
            mod.load(node, 0)
        mod.store(node, 0, 1)
        assert mod.is_null(node, 0) == 0
        mod.clear(node, 0)
        with raises(SystemError, "empty field"):
            mod.load(node, 0)
    `,
    { fixture: "field-raw" },
  ),
  test(
    "Fields that no definition names are let go of and collected all the same",
    `
    import weakref
    class Canary:
        pass
    for name in ("undeclared", "foreign"):
        T = mod.make(name)
        class Sub(T):
            pass
        for each in (T, Sub):
            thing, node = object(), each()
            before = sys.getrefcount(thing)
            for index in range(3):
                mod.store(node, index, thing)
            mod.store(node, 1, thing)
            assert sys.getrefcount(thing) == before + 3
            assert len(gc.get_referents(node)) == 3
            del node
            assert sys.getrefcount(thing) == before
            node, canary = each(), Canary()
            mod.store(node, 0, [node, canary])
            mod.store(node, 2, node)
            canary = weakref.ref(canary)
            del node
            gc.collect()
            assert canary() is None
    `,
    { fixture: "field-raw", languages: wrongTraverse },
  ),
  test(
    "Chains go at the end of the stack, too",
    `
    T = mod.make("declared")
    class Sub(T):
        pass
    for each in (T, Sub, T):
        with raises(RecursionError):
            mod.exhaust(each)
        node = each()
        mod.store(node, 0, each())
        assert type(mod.load(node, 0)) is each
    del node
    gc.collect()
    `,
    { fixture: "field-raw", leaks: "what the interrupted call had made when the stack ended" },
  ),
  test(
    "A tp_traverse that is wrong does no harm: nobody calls it",
    `
    import weakref
    for name in ("twice", "throwing", "stopping", "foreign", "declared"):
        T = mod.make(name)
        nodes = [T() for _ in range(50)]
        things = [[i] for i in range(50)]
        for i, node in enumerate(nodes):
            mod.store(node, 0, things[i])
            mod.store(node, 1, nodes[i - 1])
            mod.store(node, 2, T)
        del node
        for _ in range(3):
            gc.collect()
        assert [mod.load(node, 0) for node in nodes] == things
        assert len(gc.get_referents(nodes[0])) == 3
        ref = weakref.ref(T)
        del nodes, T, things
        gc.collect()
        assert ref() is None
    assert mod.traversals() == 0
    `,
    { fixture: "field-raw", languages: wrongTraverse },
  ),
]);

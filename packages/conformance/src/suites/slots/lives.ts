import { type Test, test } from "../../suite.ts";
import { slotTest } from "./handler.ts";

/** How instances are made, and how they end. */
export const lives: readonly Test[] = [
  slotTest(
    "HPy_tp_new gets the class and the arguments, and then HPy_tp_init the same ones",
    `
    made = mod.Made(handler, 1, "two", key="word")
    assert type(made) is mod.Made
    assert seen == [("tp_new", mod.Made, (1, "two"), {"key": "word"}), ("tp_init", made, (1, "two"), {"key": "word"})]
    del seen[:]
    class Derived(mod.Made):
        pass
    derived = Derived(handler)
    assert type(derived) is Derived
    assert seen == [("tp_new", Derived, (), ...), ("tp_init", derived, (), ...)]
    `,
  ),
  slotTest(
    "HPy_tp_new that raises, or returns something else, makes no instance, and HPy_tp_init is not asked",
    `
    answers["tp_new"] = KeyError("from tp_new")
    with raises(KeyError, "from tp_new"):
        mod.Made(handler)
    answers["tp_new"] = "something else"
    assert mod.Made(handler) == "something else"
    assert [slot for slot, *_ in seen] == ["tp_new", "tp_new"]
    `,
  ),
  slotTest(
    "HPy_tp_init that raises makes the call of the class raise, and the instance goes",
    `
    import weakref
    class Derived(mod.Made):
        pass
    references = []
    def refuse(self, args, kw):
        references.append(weakref.ref(self))
        raise KeyError("from tp_init")
    answers["tp_init"] = refuse
    with raises(KeyError, "from tp_init"):
        Derived(handler)
    del seen[:]
    gc.collect()
    assert [reference() for reference in references] == [None]
    `,
  ),
  slotTest(
    "HPy_tp_init is __init__ for Python: it can be called again, and must not be asked for a value",
    `
    made = mod.Made(handler)
    del seen[:]
    assert made.__init__(handler, 5) is None
    assert mod.Made.__init__(made, handler, a=1) is None
    assert seen == [("tp_init", made, (5,), ...), ("tp_init", made, (), {"a": 1})]
    class Derived(mod.Made):
        def __init__(self, handler, x):
            super().__init__(handler, x + 1)
    Derived(handler, 1)
    assert seen[-1][2] == (2,)
    `,
  ),
  slotTest(
    "HPy_tp_finalize is asked once, before the instance goes",
    `
    class Derived(mod.Finalized):
        pass
    def finalize(self):
        alive.append(type(self).__name__)
    alive = []
    answers["tp_finalize"] = finalize
    mod.Finalized(handler)
    del seen[:]
    Derived(handler)
    del seen[:]
    gc.collect()
    assert alive == ["Finalized", "Derived"]
    `,
  ),
  slotTest(
    "HPy_tp_finalize may bring the instance back, and is not asked again then",
    `
    saved = []
    answers["tp_finalize"] = saved.append
    mod.Finalized(handler)
    del seen[:]
    assert len(saved) == 1 and type(saved[0]) is mod.Finalized
    again = saved.pop()
    assert repr(again).startswith("<")
    del again
    gc.collect()
    assert saved == [] and seen == []
    `,
  ),
  slotTest(
    "HPy_tp_finalize is asked for an instance in a cycle, when the collector finds it",
    `
    calls = []
    def make():
        def inner(slot, *args):
            calls.append(slot)
        inner.instance = mod.Finalized(inner)
    make()
    assert calls == []
    gc.collect()
    assert calls == ["tp_finalize"]
    `,
  ),
  slotTest(
    "HPy_tp_finalize that raises is reported to sys.unraisablehook, with the instance, and the instance goes",
    `
    answers["tp_finalize"] = KeyError("from tp_finalize")
    with unraisable() as caught:
        mod.Finalized(handler)
        del seen[:]
    [(kind, text, where)] = caught
    assert kind is KeyError
    assert text == "'from tp_finalize'"
    assert "Finalized" in where
    `,
  ),
  slotTest(
    "HPy_tp_finalize leaves an exception alone that is on its way",
    `
    def use():
        instance = mod.Finalized(handler)
        del seen[:]
        raise LookupError("on its way")
    answers["tp_finalize"] = lambda self: None
    with raises(LookupError, "on its way"):
        use()
    assert [slot for slot, *_ in seen] == ["tp_finalize"]
    `,
  ),
  slotTest(
    "HPy_tp_destroy runs when an instance goes, once for each",
    `
    before = mod.destroyed()
    instance = mod.mortal()
    assert mod.destroyed() == before
    same = instance
    del instance
    assert mod.destroyed() == before
    del same
    assert mod.destroyed() == before + 1
    many = [mod.mortal() for _ in range(100)]
    del many
    assert mod.destroyed() == before + 101
    `,
  ),
  slotTest(
    "HPy_tp_destroy runs for an instance that the collector found",
    `
    before = mod.destroyed()
    cycle = [mod.mortal()]
    cycle.append(cycle)
    del cycle
    gc.collect()
    assert mod.destroyed() == before + 1
    `,
  ),
  slotTest(
    "HPy_tp_traverse lets the collector find a cycle through each field",
    `
    import weakref
    class Derived(mod.Node):
        pass
    def make(which):
        node, witness = Derived(), Derived()
        node.link(*((node, witness) if which == 0 else (witness, node)))
        return weakref.ref(node), weakref.ref(witness)
    gc.collect()
    for which in (0, 1):
        references = make(which)
        assert all(reference() is not None for reference in references)
        gc.collect()
        assert [reference() for reference in references] == [None, None]
    `,
  ),
  slotTest(
    "HPy_tp_traverse keeps what can still be reached",
    `
    a, b, c = mod.Node(), mod.Node(), mod.Node()
    a.link(b, c)
    b.link(a, ["kept"])
    c.link(c, b)
    gc.collect()
    gc.collect()
    assert {id(x) for x in gc.get_referents(a)} >= {id(b), id(c)}
    assert ["kept"] in gc.get_referents(b)
    assert id(a) in {id(x) for x in gc.get_referrers(b)}
    `,
  ),
];

/** The `mod_` slots. */
export const modules: readonly Test[] = [
  test(
    "HPy_mod_exec functions run when the module is executed, in their order",
    `
    assert mod.executed == ["first", "second"]
    `,
  ),
  test(
    "HPy_mod_create gets the module's spec and gives what the import gives",
    `
    assert load("slots-create") == ("made of", "slots_create")
    `,
    { loads: true },
  ),
];

import type { Test } from "../../suite.ts";
import { edgeTest } from "./works.ts";

/** Where Python has nowhere to raise: what runs it, and what `sys.unraisablehook` hears. */
function unraisables(run: string, where: string, names: string, hasContext: boolean): string {
  const python = `("python", KeyError, "'from ${where}'"), ("exit", SystemExit, "3"), ("interrupt", KeyboardInterrupt, "stop"),`;
  return `
${run}
for behaviour, exception, match in (
        ("error", RuntimeError, "Error: from ${where}"), ("text", RuntimeError, "not an Error: a text"),
        ("revoked", RuntimeError, "not an Error"), ("undefined", RuntimeError, "not an Error: undefined"),
        ("overflow", RecursionError, "maximum recursion depth exceeded in JavaScript"),
        ("trap", SystemError, "unreachable"), ${hasContext ? python : ""}):
    with unraisable() as caught:
        run(behaviour)
    [(kind, text, where)] = caught
    assert kind is exception
    assert match in text
    assert ${names}
    works()
with unraisable() as caught:
    run("return undefined")
assert caught == []
def in_flight():
    try:
        raise LookupError("in flight")
    finally:
        run("error")
with unraisable() as caught, raises(LookupError, "in flight"):
    in_flight()
assert len(caught) == 1
`;
}

/** Callbacks that cannot raise. */
export const silent: readonly Test[] = [
  edgeTest(
    "HPy_tp_finalize may throw anything: sys.unraisablehook hears of it, with the instance",
    unraisables(
      `
T = mod.type_with("tp_finalize")
def run(behaviour):
    mod.behave(T(), behaviour)
`,
      "tp_finalize",
      '"tp_finalize object at" in where',
      true,
    ),
  ),
  edgeTest(
    "HPy_tp_destroy may throw anything: sys.unraisablehook hears of it",
    unraisables(
      `
def run(behaviour):
    mod.behave(mod.Destroyed(), behaviour)
`,
      "tp_destroy",
      "where == 'None'",
      false,
    ),
  ),
  edgeTest(
    "A capsule's destructor may throw anything: sys.unraisablehook hears of it",
    unraisables(
      `
def run(behaviour):
    mod.capsule(behaviour)
`,
      "capsule",
      "where is not None",
      false,
    ),
  ),
  edgeTest(
    "HPy_tp_traverse that throws, or visits nothing, does no harm: the bridge visits the fields itself",
    `
    import weakref
    class Derived(mod.Traversed):
        pass
    def make():
        one, other = Derived(), Derived()
        one.link(other)
        other.link(one)
        return weakref.ref(one), weakref.ref(other)
    with unraisable() as caught:
        references = make()
        gc.collect()
        assert [reference() for reference in references] == [None, None]
        kept = Derived()
        kept.link([kept])
        gc.collect()
        assert gc.get_referents(kept)
        del kept
        gc.collect()
    assert caught == []
    `,
  ),
];

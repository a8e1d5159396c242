import { spec } from "@hpyjs/core";
import { type Suite, suite, test } from "../suite.ts";

/** The names and Python expressions of the handles of one group, as a Python list. */
function table(group: spec.HandleGroup): string {
  const rows = spec.handles.filter((row) => row.group === group);
  return `[${rows.map(({ name, python }) => `(${JSON.stringify(name)}, ${JSON.stringify(python)})`).join(", ")}]`;
}

/** Python that makes the object of an expression; Python 3.12 has no name for the type of capsules. */
const evaluate = `
    import builtins, datetime, types
    def evaluate(python):
        if python == "types.CapsuleType":
            return type(datetime.datetime_CAPI)
        return eval(python, {"builtins": builtins, "types": types})`;

/**
 * The constant handles: `ctx->h_None` and its like.
 *
 * Fixture `handles`:
 * - `get(name)`: HPy_Dup of the constant handle whose name is the str `name`: `h_None`, for instance
 * - `same(name)`: whether HPy_Is holds for the constant handle and itself, as a bool
 */
export const handles: Suite = suite("handles", [
  ...(["constant", "exception", "warning", "type", "reflection"] as const).map((group) =>
    test(
      `Each handle of the group "${group}" is the right object`,
      `
    ${evaluate.trimStart()}
    for name, python in ${table(group)}:
        assert mod.get(name) is evaluate(python), name
    `,
    ),
  ),
  test(
    "The handles are 84 different objects, whichever way they are asked for",
    `
    names = ${JSON.stringify(spec.handles.map(({ name }) => name))}
    assert len(names) == 84
    assert len({id(mod.get(name)) for name in names}) == 84
    for name in names:
        assert mod.get(name) is mod.get(name)
        assert mod.same(name) is True
    `,
  ),
  test(
    "A constant handle keeps its object without being counted for each use",
    `
    namespace = mod.get("h_Builtins")
    before = sys.getrefcount(namespace)
    for _ in range(100):
        mod.get("h_Builtins")
    assert sys.getrefcount(namespace) == before
    `,
  ),
  test(
    "ctx->h_Builtins is the namespace of builtins, also where a function has other builtins",
    `
    import builtins
    namespace = {"__builtins__": {}, "mod": mod}
    exec("found = mod.get('h_Builtins')", namespace)
    assert namespace["found"] is vars(builtins)
    namespace.clear()
    `,
  ),
]);

import { type Suite, suite, test } from "../suite.ts";

/**
 * What upstream keeps for itself: `_HPy_Dump`. (`_HPy_CallRealFunctionFromTrampoline` is for C trampolines.)
 *
 * Fixture `internal`:
 * - `dump(h)`: _HPy_Dump, then None
 *
 * Fixture `internal-raw`:
 * - `dump_null()`: _HPy_Dump of HPy_NULL, then None
 */
export const internal: Suite = suite("internal", [
  test(
    "_HPy_Dump() writes what is known about an object to stderr",
    `
    class Thing:
        def __repr__(self):
            return "the thing's repr"
    output()
    assert mod.dump(Thing()) is None
    stdout, stderr = output()
    assert stdout == ""
    assert "Thing" in stderr
    assert "the thing's repr" in stderr
    assert "refcount" in stderr
    `,
  ),
  test(
    "_HPy_Dump() leaves the error indicator alone when the object's repr raises",
    `
    class Thing:
        def __repr__(self):
            raise ZeroDivisionError("from __repr__")
    output()
    assert mod.dump(Thing()) is None
    assert "Thing" in output()[1]
    `,
  ),
  test(
    "_HPy_Dump() says so when there is no object",
    `
    output()
    assert mod.dump_null() is None
    assert output()[1] != ""
    `,
    { fixture: "internal-raw" },
  ),
]);

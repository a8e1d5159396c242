/** What the tests of the edge share. */

import { type Test, test } from "../../suite.ts";

/** What the bodies begin with. `works()` proves that the interpreter goes on. */
const prelude = `
import operator
def works():
    assert [str(n) for n in range(5)] == ["0", "1", "2", "3", "4"]
    assert mod.call(lambda: mod.call_with(sum, [1, 2])) == 3
    try:
        raise LookupError("works")
    except LookupError as error:
        assert error.__context__ is None
    assert sys.exc_info() == (None, None, None)
`;

/** A test at whose end the interpreter must work. */
export function edgeTest(name: string, body: string, options?: Parameters<typeof test>[2]): Test {
  const made = test(name, body, options);
  return { ...made, body: `${prelude}${String(made.body)}works()\n` };
}

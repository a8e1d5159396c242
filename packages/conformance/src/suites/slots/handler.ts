/** What the tests of slots share. */

import { type Test, test } from "../../suite.ts";

/** What the bodies begin with: a handler that notes each call and answers from `answers`, by slot. */
const prelude = `
import operator
seen = []
answers = {}
def handler(slot, *args):
    seen.append((slot, *args))
    answer = answers.get(slot)
    if isinstance(answer, BaseException):
        raise answer.with_traceback(None)
    return answer(*args) if callable(answer) else answer
`;

/** A test whose body sees the handler. */
export function slotTest(name: string, body: string, options?: Parameters<typeof test>[2]): Test {
  const made = test(name, body, options);
  return { ...made, body: `${prelude}${String(made.body)}` };
}

import { expect, test } from "vitest";
import { withoutComments } from "./without-comments.ts";

test("withoutComments() keeps all but comments as it is", () => {
  const source = `#!/usr/bin/env node
/** Doubles. */
export function double(value) {
    // Twice.
    return value * (1 << (31 - 30)) || undefined;
}
const text = \`/* no comment \${double(1)} */\`;
export { text, text as "a name" };
`;
  expect(withoutComments(source)).toBe(`#!/usr/bin/env node
export function double(value) {
    return value * (1 << (31 - 30)) || undefined;
}
const text = \`/* no comment \${double(1)} */\`;
export { text, text as "a name" };
`);
});

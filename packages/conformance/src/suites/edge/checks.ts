/** What an entry does with whatever its implementation throws and returns: Python for the bodies of tests. */

/** What every entry does with whatever is thrown; the body has `run(behaviour)`, and \`where\` names the entry. */
export function throwsEverything(where: string): string {
  return `
with raises(RuntimeError) as caught:
    run("error")
assert str(caught.value) == "Error: from ${where}"
[note] = caught.value.__notes__
assert note.startswith("JavaScript stack:\\nError: from ${where}\\n    at ")
with raises(RuntimeError, "^OwnError: from ${where}$"):
    run("own error")
with raises(RuntimeError) as caught:
    run("text")
assert str(caught.value) == "JavaScript threw a value that is not an Error: a text"
assert not hasattr(caught.value, "__notes__")
with raises(RuntimeError, "JavaScript threw a value that is not an Error"):
    run("revoked")
with raises(RuntimeError, "JavaScript threw a value that is not an Error: undefined"):
    run("undefined")
with raises(RecursionError, "maximum recursion depth exceeded in JavaScript") as caught:
    run("overflow")
assert caught.value.__notes__[0].startswith("JavaScript stack:")
with raises(SystemError, "RuntimeError: unreachable"):
    run("trap")
with raises(KeyError) as caught:
    run("python")
assert caught.value.args == ("from ${where}",)
assert not hasattr(caught.value, "__notes__")
with raises(RuntimeError, "Cannot use this handle: it was closed already"):
    run("closed handle")
del caught
`;
}

/** What every entry lets pass that is no error of the program. */
export const passesExits: string = `
with raises(SystemExit) as caught:
    run("exit")
assert caught.value.code == "3"
with raises(KeyboardInterrupt, "stop"):
    run("interrupt")
del caught
`;

/** What happens when the stack ends while the context is in use. */
export const overflowsInContext: string = `
with raises(RecursionError):
    run("context overflow")
`;

/** Behaviours that the entry must refuse with RuntimeError. */
function refuses(behaviours: readonly string[], match = "TypeError|HandleError|RangeError"): string {
  return `
for behaviour in ${JSON.stringify(behaviours)}:
    try:
        result = run(behaviour)
    except RuntimeError as error:
        import re
        assert re.search("${match}", str(error)), (behaviour, str(error))
    else:
        raise AssertionError(f"{behaviour}: {result!r}")
`;
}

/** What no Python object can be made of. */
export const noObjects: readonly string[] = [
  "return object",
  "return array",
  "return date",
  "return symbol",
  "return function",
  "return revoked",
  "return closed",
  "return forged",
];

const noNumbers: readonly string[] = [
  "return text",
  "return 1.5",
  "return NaN",
  "return undefined",
  "return object",
  "return promise",
];
const noBoolean: readonly string[] = [
  "return text",
  "return undefined",
  "return null",
  "return object",
  "return promise",
];

/** Kinds of slots by what they return: what each refuses. */
export const kinds: Readonly<
  Record<"object" | "objectOrNull" | "later" | "status" | "truth" | "length" | "hash" | "buffer", string>
> = {
  object: refuses(noObjects),
  objectOrNull: refuses(noObjects),
  later: refuses(["return closed"]),
  status: `${refuses(["return promise", "return rejected"], "cannot be asynchronous")}
for behaviour in ("return text", "return 1.5", "return true", "return null", "return object", "return closed"):
    assert run(behaviour) is None
`,
  truth: refuses([...noBoolean, "return closed"]),
  length: `${refuses([...noNumbers, "return 2**53", "return bigint", "return infinity"])}
with raises(ValueError, "should return >= 0"):
    run("return -1")
with raises(OverflowError):
    run("return 2**31")
`,
  hash: `${refuses(noNumbers)}
assert run("return -1") == -2
assert run("return 2**31") == hash(2 ** 31)
assert run("return 2**53") == hash(2 ** 53)
assert run("return bigint") == hash(-2 ** 100)
`,
  buffer: refuses([
    "return text",
    "return undefined",
    "return null",
    "return object",
    "return promise",
    "return 1.5",
  ]),
};

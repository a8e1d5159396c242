import { type Suite, suite, test } from "../suite.ts";

/**
 * Context variables: `HPyContextVar_*`.
 *
 * Fixture `contextvar` (an argument in brackets that is left out is passed as HPy_NULL):
 * - `new(name[, default])`: HPyContextVar_New of a str
 * - `get(variable[, default])`: HPyContextVar_Get: `(value,)`, or `()` when it gave HPy_NULL
 * - `set(variable, value)`: HPyContextVar_Set
 */
export const contextvar: Suite = suite("contextvar", [
  test(
    "HPyContextVar_New() makes a context variable with a name",
    String.raw`
    import contextvars
    made = mod.new("conformance")
    assert type(made) is contextvars.ContextVar
    assert made.name == "conformance"
    with raises(LookupError):
        made.get()
    assert mod.new("\u0436").name == "\u0436"
    assert mod.new("conformance") is not made
    `,
  ),
  test(
    "HPyContextVar_New() gives the variable a default",
    `
    default = object()
    made = mod.new("conformance", default)
    assert made.get() is default
    assert mod.new("conformance", None).get() is None
    before = sys.getrefcount(default)
    del made
    assert sys.getrefcount(default) == before - 1
    `,
  ),
  test(
    "HPyContextVar_Get() gives the variable's value in the current context",
    `
    import contextvars
    variable, value = contextvars.ContextVar("conformance", default="default"), object()
    def body():
        variable.set(value)
        found, = mod.get(variable)
        assert found is value
        found, = mod.get(variable, "other")
        assert found is value
    contextvars.Context().run(body)
    assert mod.get(variable) == ("default",)
    `,
  ),
  test(
    "HPyContextVar_Get() prefers its own default to the variable's",
    `
    import contextvars
    own, default = object(), object()
    found, = mod.get(contextvars.ContextVar("conformance", default=default), own)
    assert found is own
    found, = mod.get(contextvars.ContextVar("conformance", default=default))
    assert found is default
    found, = mod.get(contextvars.ContextVar("conformance"), own)
    assert found is own
    before = sys.getrefcount(own)
    mod.get(contextvars.ContextVar("conformance"), own)
    found = None
    assert sys.getrefcount(own) == before - 1
    `,
  ),
  test(
    "HPyContextVar_Get() gives the null handle without an error when there is no value and no default",
    `
    import contextvars
    assert mod.get(contextvars.ContextVar("conformance")) == ()
    assert mod.get(contextvars.ContextVar("conformance"), None) == (None,)
    `,
  ),
  test(
    "HPyContextVar_Get() returns -1 and sets TypeError when the object is no context variable",
    `
    for other in (None, "conformance", 1, object()):
        with raises(TypeError, "ContextVar was expected"):
            mod.get(other)
        with raises(TypeError, "ContextVar was expected"):
            mod.get(other, "default")
    `,
  ),
  test(
    "HPyContextVar_Set() sets the value in the current context, and returns the token that resets it",
    `
    import contextvars
    variable, first, second = contextvars.ContextVar("conformance"), object(), object()
    def body():
        token = mod.set(variable, first)
        assert type(token) is contextvars.Token
        assert token.var is variable
        assert token.old_value is contextvars.Token.MISSING
        assert variable.get() is first
        token = mod.set(variable, second)
        assert token.old_value is first
        assert variable.get() is second
        variable.reset(token)
        assert variable.get() is first
    contextvars.Context().run(body)
    assert variable.get(None) is None
    `,
  ),
  test(
    "HPyContextVar_Set() returns null and sets TypeError when the object is no context variable",
    `
    for other in (None, "conformance", 1, object()):
        with raises(TypeError, "ContextVar was expected"):
            mod.set(other, 1)
    `,
  ),
]);

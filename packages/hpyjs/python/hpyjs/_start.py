"""Starts the runtime: runs its JavaScript, and gives it Pyodide's interface.

Python's import cannot wait, so the script must run at once. `eval` does, and so do what a content security policy may
leave in its place: a script element with the page's nonce, and a worker's importScripts(). Or the page itself loads
`hpyjs/runtime.js` of this wheel with a script element, before Python imports hpyjs.
"""

import os

FORBIDDEN = (
    "HPy.js cannot start: the page's Content-Security-Policy forbids to evaluate scripts. Allow 'unsafe-eval'; or give "
    "the page's scripts a nonce; or in a worker that is no module, allow blob: as a source of scripts; or load the "
    "file hpyjs/runtime.js of this wheel with a script element"
)


def start():
    try:
        import js
        import pyodide_js
    except ImportError:
        raise ImportError("hpyjs needs Pyodide: it is for Python in the browser or in Node.js") from None
    if not hasattr(js, "hpyjsStart"):
        with open(os.path.join(os.path.dirname(__file__), "runtime.js"), encoding="utf-8") as file:
            _run(file.read())
    begin = js.hpyjsStart
    del js.hpyjsStart
    return begin(pyodide_js)


def _run(script):
    from pyodide.code import run_js
    from pyodide.ffi import JsException

    try:
        run_js(script)
        return
    except JsException as error:
        if error.name != "EvalError":
            raise
        forbidden = error
    import js

    if not (_import_at_once(script) or _insert(script)) or not hasattr(js, "hpyjsStart"):
        raise ImportError(FORBIDDEN) from forbidden


def _import_at_once(script):
    """Runs a script in a classic worker; tells whether this is one, and may."""
    import js
    from pyodide.ffi import JsException, to_js

    if not hasattr(js, "importScripts"):
        return False
    url = js.URL.createObjectURL(js.Blob.new(to_js([script])))
    try:
        js.importScripts(url)
        return True
    except JsException:
        return False
    finally:
        js.URL.revokeObjectURL(url)


def _insert(script):
    """Runs a script in a page, with the nonce of its other scripts; tells whether there is a page with one."""
    import js

    if not hasattr(js, "document"):
        return False
    other = js.document.querySelector("script[nonce]")
    if other is None or not other.nonce:
        return False
    element = js.document.createElement("script")
    element.nonce = other.nonce
    element.textContent = script
    js.document.head.append(element)
    element.remove()
    return True

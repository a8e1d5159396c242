/** `hpyjs stubs`: the `.pyi` of an extension, by looking at the module in a running Python. */

import { join } from "node:path";
import { loadHPy } from "../load-hpy.ts";
import { readExtensions } from "./extensions.ts";
import { writeFile } from "./files.ts";
import { loadCliPyodide } from "./pyodide.ts";

/** What the command line says. */
export interface StubOptions {
  /** The folder for the stubs. */
  readonly outDir: string;
  /** The folder of a pyodide package. */
  readonly pyodide?: string;
}

/**
 * Describes a module as a stub. Signatures come from text signatures; what has none takes anything. The types of
 * special methods are those of the data model.
 */
const describer = `
def _hpyjs_describe(module):
    import inspect, keyword
    from typing import Any
    special = {
        "__repr__": "(self) -> str", "__str__": "(self) -> str", "__bytes__": "(self) -> bytes",
        "__hash__": "(self) -> int", "__len__": "(self) -> int", "__bool__": "(self) -> bool",
        "__index__": "(self) -> int", "__int__": "(self) -> int", "__float__": "(self) -> float",
        "__contains__": "(self, key: Any, /) -> bool", "__getitem__": "(self, key: Any, /) -> Any",
        "__setitem__": "(self, key: Any, value: Any, /) -> None", "__delitem__": "(self, key: Any, /) -> None",
        "__iter__": "(self) -> Any", "__next__": "(self) -> Any", "__await__": "(self) -> Any",
        "__aiter__": "(self) -> Any", "__anext__": "(self) -> Any",
        "__call__": "(self, *args: Any, **kwargs: Any) -> Any",
        "__init__": "(self, *args: Any, **kwargs: Any) -> None",
        "__get__": "(self, instance: Any, owner: Any = ..., /) -> Any",
        "__set__": "(self, instance: Any, value: Any, /) -> None",
        "__buffer__": "(self, flags: int, /) -> memoryview",
        "__release_buffer__": "(self, buffer: memoryview, /) -> None",
    }
    comparisons = {"__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"}
    unary = {"__neg__", "__pos__", "__abs__", "__invert__"}
    skipped = {"__new__", "__doc__", "__module__", "__dict__", "__weakref__", "__getattribute__", "__setattr__",
               "__delattr__", "__text_signature__", "__reduce__", "__reduce_ex__", "__firstlineno__",
               "__static_attributes__"}
    lines = ["from typing import Any", ""]

    def doc(indent, text):
        text = inspect.cleandoc(text or "")
        return f'{indent}"""{text}"""'.replace("\\\\", "\\\\\\\\") if text else f"{indent}..."

    def signature(function, method):
        try:
            found = inspect.signature(function)
        except (ValueError, TypeError):
            return "(self, *args: Any, **kwargs: Any) -> Any" if method else "(*args: Any, **kwargs: Any) -> Any"
        parameters = []
        for index, p in enumerate(found.parameters.values()):
            annotated = method and index == 0 or p.annotation is not p.empty
            default = p.default if p.default is p.empty or repr(p.default).isascii() and "<" not in repr(p.default) else ...
            parameters.append(p.replace(annotation=p.empty if annotated else Any, default=default))
        text = str(found.replace(parameters=parameters, return_annotation=Any))
        if method and not found.parameters:
            text = text.replace("(", "(self", 1)
        return text.replace("typing.Any", "Any").replace("Ellipsis", "...")

    def describe_class(name, cls):
        bases = [b.__qualname__ for b in cls.__bases__ if b is not object]
        lines.append(f"class {name}({', '.join(bases)}):" if bases else f"class {name}:")
        body = [doc("    ", cls.__doc__)] if cls.__doc__ else []
        try:
            inspect.signature(cls)
            text = signature(cls, False)
            body.append("    def __init__" + text.replace("(", "(self, " if text[1] != ")" else "(self", 1).replace("-> Any", "-> None") + ": ...")
        except (ValueError, TypeError):
            pass
        for key, value in vars(cls).items():
            if key in skipped or not key.isidentifier() or keyword.iskeyword(key):
                continue
            if key == "__hash__" and value is None:
                body.append("    __hash__: None")
            elif key == "__init__" and any("def __init__" in line for line in body):
                continue
            elif key in comparisons:
                body.append(f"    def {key}(self, other: Any, /) -> Any: ...")
            elif key in unary:
                body.append(f"    def {key}(self) -> Any: ...")
            elif key in special:
                body.append(f"    def {key}{special[key]}: ...")
            elif key.startswith("__") and key.endswith("__") and callable(value):
                body.append(f"    def {key}(self, *args: Any) -> Any: ...")
            elif isinstance(value, (type(str.join), type(dict.__dict__["fromkeys"]))):
                body.append(f"    def {key}{signature(value, True)}:\\n{doc('        ', value.__doc__)}")
            elif inspect.ismemberdescriptor(value):
                body.append(f"    {key}: Any")
            elif inspect.isgetsetdescriptor(value):
                body.append(f"    @property\\n    def {key}(self) -> Any:\\n{doc('        ', value.__doc__)}")
                body.append(f"    @{key}.setter\\n    def {key}(self, value: Any) -> None: ...")
            elif not key.startswith("_"):
                body.append(f"    {key}: {type(value).__qualname__}")
        lines.extend(body or ["    ..."])
        lines.append("")

    if module.__doc__:
        lines.insert(0, doc("", module.__doc__))
    for name, value in sorted(vars(module).items()):
        if name.startswith("__") or not name.isidentifier() or keyword.iskeyword(name):
            continue
        if isinstance(value, type):
            describe_class(name, value)
        elif callable(value):
            lines.extend([f"def {name}{signature(value, False)}:", doc("    ", value.__doc__), ""])
        elif not inspect.ismodule(value):
            known = type(value).__module__ == "builtins" and value is not None
            lines.extend([f"{name}: {type(value).__qualname__ if known else 'Any'}", ""])
    text = "\\n".join(lines).rstrip() + "\\n"
    compile(text, module.__name__ + ".pyi", "exec")
    return text
_hpyjs_describe
`;

/** Writes the stubs of all modules in a file. @returns their paths. */
export async function stubs(
  path: string,
  { outDir, pyodide: from }: StubOptions,
): Promise<readonly string[]> {
  const extensions = await readExtensions(path);
  const pyodide = await loadCliPyodide(from);
  const hpy = loadHPy(pyodide);
  const describe = pyodide.runPython(describer) as (module: unknown) => string;
  const written: string[] = [];
  for (const extension of extensions) {
    const names = "bytes" in extension ? hpy.open(extension).names : [extension.name];
    for (const name of names) {
      const file = join(outDir, `${name.replaceAll(".", "/")}.pyi`);
      writeFile(file, describe(hpy.load(extension, { name })));
      console.log(file);
      written.push(file);
    }
  }
  return written;
}

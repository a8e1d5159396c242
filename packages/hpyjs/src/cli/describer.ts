/** Describes a module that runs as a stub: Python code, for modules whose definitions cannot be read. */

/**
 * A function of a module, and of the names that need no description, which gives the text of its `.pyi`. Signatures come from text signatures; what has none takes
 * anything. The types of special methods are those of the data model. Whether an attribute can be set cannot be seen.
 */
export const describer: string = String.raw`
def _hpyjs_describe(module, known=None):
    import ast, inspect, keyword

    special = {
        "__hash__": "(self) -> int", "__len__": "(self) -> int", "__bool__": "(self) -> bool",
        "__index__": "(self) -> int", "__int__": "(self) -> int", "__float__": "(self) -> float",
        "__contains__": "(self, item: Any, /) -> bool", "__getitem__": "(self, key: Any, /) -> Any",
        "__setitem__": "(self, key: Any, value: Any, /) -> None", "__delitem__": "(self, key: Any, /) -> None",
        "__iter__": "(self) -> Any", "__next__": "(self) -> Any", "__await__": "(self) -> Any",
        "__aiter__": "(self) -> Any", "__anext__": "(self) -> Any", "__del__": "(self) -> None",
        "__call__": "(self, *args: Any, **kwargs: Any) -> Any",
        "__getattribute__": "(self, name: str, /) -> Any",
        "__setattr__": "(self, name: str, value: Any, /) -> None", "__delattr__": "(self, name: str, /) -> None",
        "__get__": "(self, instance: Any, owner: Any = ..., /) -> Any",
        "__set__": "(self, instance: Any, value: Any, /) -> None", "__delete__": "(self, instance: Any, /) -> None",
        "__buffer__": "(self, flags: int, /) -> memoryview",
        "__release_buffer__": "(self, buffer: memoryview, /) -> None",
        "__pow__": "(self, value: Any, mod: Any = ..., /) -> Any",
        "__rpow__": "(self, value: Any, mod: Any = ..., /) -> Any",
    }
    special |= {f"__{name}__": "(self) -> Any" for name in ("neg", "pos", "abs", "invert")}
    special |= {f"__{name}__": "(self, value: object, /) -> bool" for name in ("eq", "ne", "lt", "le", "gt", "ge")}
    skipped = {"__new__", "__init__", "__doc__", "__module__", "__dict__", "__weakref__", "__repr__", "__str__",
               "__firstlineno__", "__static_attributes__", "__match_args__", "__annotations__"}
    imports = set()

    def usable(name):
        return name.isidentifier() and not keyword.iskeyword(name)

    def documented(head, text, indent):
        text = inspect.cleandoc(text or "").replace("\\", "\\\\").replace('"""', r'\"\"\"')
        if not text:
            return [f"{indent}{head}: ..."]
        if text.endswith('"'):
            text = text[:-1] + r'\"'
        inner = ("\n" + indent + "    ").join(text.split("\n"))
        return [f"{indent}{head}:", f'{indent}    """{inner}"""']

    def literal(default):
        try:
            ast.literal_eval(repr(default))
        except (ValueError, SyntaxError):
            return ...
        return default

    def parameters(function, first):
        try:
            found = list(inspect.signature(function).parameters.values())
        except (ValueError, TypeError):
            return ", ".join([*first, "*args: Any", "**kwargs: Any"])
        if first and found and found[0].name in ("self", "cls", "type"):
            found = found[1:]
        every = [inspect.Parameter(name, inspect.Parameter.POSITIONAL_ONLY if any(
            p.kind is p.POSITIONAL_ONLY for p in found) else inspect.Parameter.POSITIONAL_OR_KEYWORD) for name in first]
        for p in found:
            default = p.default if p.default is p.empty else literal(p.default)
            every.append(p.replace(annotation=Any, default=default))
        return str(inspect.Signature(every))[1:-1].replace("Ellipsis", "...")

    class Any_:
        def __repr__(self):
            return "Any"
    Any = Any_()

    def type_name(cls):
        if cls.__module__ == "builtins":
            return cls.__qualname__
        if cls.__module__ == module.__name__:
            return cls.__qualname__
        imports.add(f"import {cls.__module__}")
        return f"{cls.__module__}.{cls.__qualname__}"

    def describe_class(name, cls):
        bases = [type_name(base) for base in cls.__bases__ if base is not object]
        body = []
        own = vars(cls)
        if "__init__" in own or "__new__" in own:
            kind, first, result = ("__init__", "self", "None") if "__init__" in own else ("__new__", "cls", "Any")
            body.append(f"    def {kind}({parameters(cls, [first])}) -> {result}: ...")
        for key, value in own.items():
            if key in skipped or not usable(key):
                continue
            if key == "__hash__" and value is None:
                body.append("    __hash__: None  # type: ignore[assignment]")
            elif key in special:
                body.append(f"    def {key}{special[key]}: ...")
            elif key.startswith("__") and key.endswith("__") and inspect.isroutine(value):
                taken = "self, value: Any, /" if type(value).__name__ == "wrapper_descriptor" else parameters(value, ["self"])
                body.append(f"    def {key}({taken}) -> Any: ...")
            elif inspect.isroutine(value):
                body.extend(documented(f"def {key}({parameters(value, ['self'])}) -> Any", value.__doc__, "    "))
            elif inspect.ismemberdescriptor(value):
                body.append(f"    {key}: Any")
                body.extend(documented("", value.__doc__, "")[1:])
            elif inspect.isgetsetdescriptor(value):
                body.append("    @property")
                body.extend(documented(f"def {key}(self) -> Any", value.__doc__, "    "))
                body.append(f"    @{key}.setter")
                body.append(f"    def {key}(self, value: Any) -> None: ...")
            elif not key.startswith("__"):
                body.append(f"    {key}: {type_name(type(value)) if value is not None else 'Any'}")
        head = documented(f"class {name}({', '.join(bases)})" if bases else f"class {name}", cls.__doc__, "")
        return head if not body else [head[0].removesuffix(" ..."), *head[1:], *body]

    parts = []
    for name, value in vars(module).items():
        if name.startswith("__") or not usable(name) or inspect.ismodule(value):
            continue
        if known is not None and name in known:
            continue
        if isinstance(value, type):
            own = value.__module__ in (module.__name__, "builtins") and value.__name__ == name
            parts.append(describe_class(name, value) if own else [f"{name} = {type_name(value)}"])
        elif inspect.isroutine(value):
            parts.append(documented(f"def {name}({parameters(value, [])}) -> Any", value.__doc__, ""))
        else:
            typed = value is not None and type(value).__module__ in ("builtins", module.__name__)
            parts.append([f"{name}: {type_name(type(value)) if typed else 'Any'}"])
    body = ["\n".join(part) for part in parts]
    if known is not None and not body:
        return ""
    if any("Any" in part for part in body):
        imports.add("from typing import Any")
    head = ["\n".join(documented("", module.__doc__, "")[1:]).strip().replace("\n    ", "\n")] if module.__doc__ and known is None else []
    text = "\n\n".join([*head, *(["\n".join(sorted(imports))] if imports else []), *body]) + "\n"
    ast.parse(text, module.__name__ + ".pyi")
    return text
_hpyjs_describe
`;

/**
 * Stub files: the text of a `.pyi` for a module, from its description alone.
 *
 * Methods have the signature of their docstrings, or what their calling convention says; results are `Any`, or an
 * awaitable of it where the implementation is an async function. Members have the type of their C kind, getsets are
 * properties, slots special methods. What a module's `exec` adds to it is not known here.
 */

import type { MemberKind, SlotName } from "@hpyjs/core";
import { slotDeclarations } from "./stub-slots.ts";
import { type Convention, conventionOf, methodDoc, splitDoc } from "./text-signature.ts";

/** What a stub needs to know of a method: its implementation under its calling convention, and its documentation. */
export type StubMethod = { readonly [C in Convention]?: unknown } & {
  readonly doc?: string;
  readonly parameters?: readonly string[];
};

/** What a stub needs to know of a getset. */
interface StubGetSet {
  readonly get?: unknown;
  readonly set?: unknown;
  readonly doc?: string;
}

/** What a stub needs to know of a member. */
interface StubMember {
  readonly type: MemberKind;
  readonly readonly?: boolean;
  readonly doc?: string;
}

type StubSlots = { readonly [N in SlotName]?: unknown };

/** What a stub needs to know of a type. Every `HPyType` is one. */
export interface StubType {
  readonly name: string;
  readonly spec: {
    readonly doc?: string;
    readonly methods?: Readonly<Record<string, StubMethod>>;
    readonly getsets?: Readonly<Record<string, StubGetSet>>;
    readonly members?: Readonly<Record<string, StubMember>>;
    readonly slots?: StubSlots;
    readonly bases?: readonly unknown[];
    readonly shape?: string;
    readonly flags?: { readonly basetype?: boolean };
  };
}

/** What a stub needs to know of a module. Every `HPyModule` is one; one that makes its own object declares nothing. */
export interface StubModule {
  readonly name: string;
  readonly spec: {
    readonly doc?: string;
    readonly methods?: Readonly<Record<string, StubMethod>>;
    readonly types?: readonly { readonly name: string }[];
    readonly create?: unknown;
  };
}

/**
 * The text of the `.pyi` file for a module.
 *
 * @param module what `HPyModule()` returned.
 */
export function stubs({ name, spec }: StubModule): string {
  const functions = declarable(spec.methods).map(([method, described]) =>
    methodStub(method, described, "module").join("\n"),
  );
  const classes = (spec.types ?? []).filter(isStubType).map((type) => typeStub(type, name).join("\n"));
  const body = [...functions, ...classes].join("\n\n");
  const doc = spec.doc === undefined ? [] : docLines(spec.doc);
  return `${[doc.join("\n"), imports(body), body].filter((part) => part !== "").join("\n\n")}\n`;
}

/** Python's keywords: what has such a name can be reached by `getattr()` only, and has no declaration. */
const keywords: ReadonlySet<string> = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from global if " +
    "import in is lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);

/** The entries that Python has a declaration for. */
function declarable<T>(described: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(described ?? {}).filter(
    ([name]) => /^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) && !keywords.has(name),
  );
}

function isStubType(type: { readonly name: string }): type is StubType {
  return "spec" in type && typeof type.spec === "object" && type.spec !== null;
}

/** The last part of a dotted name. */
function lastPart(name: string): string {
  return name.slice(name.lastIndexOf(".") + 1);
}

/** The import statements for the names that occur in `body`. */
function imports(body: string): string {
  const from = (module: string, names: readonly string[]): string[] => {
    const used = names.filter((name) => new RegExp(`\\b${name}\\b`).test(body));
    return used.length === 0 ? [] : [`from ${module} import ${used.join(", ")}`];
  };
  const modules = [...body.matchAll(/^class \w+\(([\w., ]+)\):/gm)]
    .flatMap(([, bases = ""]) => bases.split(", "))
    .filter((base) => base.includes("."))
    .map((base) => base.slice(0, base.lastIndexOf(".")));
  return [
    ...[...new Set(modules)].map((module) => `import ${module}`),
    ...from("collections.abc", ["AsyncIterator", "Awaitable", "Generator", "Iterator"]),
    ...from("typing", ["Any", "ClassVar", "Self", "final"]),
  ].join("\n");
}

function typeStub({ name, spec }: StubType, module: string): string[] {
  const bases = basesOf(spec, module);
  const { signature, text } = splitDoc(name, spec.doc);
  const lines = [
    ...(text === null ? [] : docLines(text)),
    ...declarable(spec.members).flatMap(([member, described]) => memberStub(member, described)),
    ...declarable(spec.getsets).flatMap(([getset, described]) => getsetStub(getset, described)),
    ...constructorStub(spec.slots ?? {}, signature),
    ...slotStubs(spec.slots ?? {}),
    ...declarable(spec.methods).flatMap(([method, described]) => methodStub(method, described, "self")),
  ];
  const head = `class ${lastPart(name)}${bases.length === 0 ? "" : `(${bases.join(", ")})`}:`;
  const final = spec.flags?.basetype === false ? ["@final"] : [];
  if (lines.length === 0) return [...final, `${head} ...`];
  return [...final, head, ...indent(lines)];
}

const shapeClasses: Readonly<Record<string, string>> = {
  Type: "type",
  Long: "int",
  Float: "float",
  Unicode: "str",
  Tuple: "tuple[Any, ...]",
  List: "list[Any]",
  Dict: "dict[Any, Any]",
};

/** The bases that can be named: types written in TypeScript, and the built-in type of a shape. */
function basesOf({ bases, shape }: StubType["spec"], module: string): string[] {
  if (bases === undefined)
    return shape === undefined ? [] : [shapeClasses[shape]].filter((name) => name !== undefined);
  return bases.flatMap((base) => {
    if (typeof base !== "object" || base === null || !("name" in base)) return [];
    const name = String(base.name);
    return name.startsWith(`${module}.`) || !name.includes(".") ? lastPart(name) : name;
  });
}

const memberTypes: Readonly<Partial<Record<MemberKind, string>>> = {
  FLOAT: "float",
  DOUBLE: "float",
  STRING: "str | None",
  STRING_INPLACE: "str",
  CHAR: "str",
  BOOL: "bool",
  OBJECT: "Any",
  OBJECT_EX: "Any",
  NONE: "None",
};

/** Members that Python cannot write, whatever is declared. */
const fixedKinds: ReadonlySet<MemberKind> = new Set(["STRING", "STRING_INPLACE", "NONE"]);

function memberStub(name: string, member: StubMember): string[] {
  const { doc, type } = member;
  const annotation = memberTypes[type] ?? "int";
  if (member.readonly === true || fixedKinds.has(type)) return propertyStub(name, annotation, doc);
  return [`${name}: ${annotation}`, ...(doc === undefined ? [] : docLines(doc))];
}

function getsetStub(name: string, { doc, get, set }: StubGetSet): string[] {
  if (get === undefined) return [`${name}: Any`, ...(doc === undefined ? [] : docLines(doc))];
  const setter = set === undefined ? [] : [`@${name}.setter`, `def ${name}(self, value: Any) -> None: ...`];
  return [...propertyStub(name, "Any", doc), ...setter];
}

function propertyStub(name: string, annotation: string, doc: string | undefined): string[] {
  return ["@property", ...definition(`def ${name}(self) -> ${annotation}`, doc ?? null)];
}

/** `__new__` or `__init__`, with the signature of the type's docstring. */
function constructorStub(slots: StubSlots, signature: string | null): string[] {
  const stub = (first: string, result: string): string => {
    const parameters = signature === null ? [] : parametersOf(signature);
    const own = parameters.filter((parameter) => !/^\$/.test(parameter));
    const all = [first, ...(signature === null ? ["*args: Any", "**kwargs: Any"] : own)];
    return `(${all.join(", ")}) -> ${result}: ...`;
  };
  if (slots.tp_init !== undefined) return [`def __init__${stub("self", "None")}`];
  return slots.tp_new === undefined ? [] : [`def __new__${stub("cls", "Self")}`];
}

function slotStubs(slots: StubSlots): string[] {
  const declared = new Map<string, string>();
  for (const slot of Object.keys(slots) as SlotName[]) {
    for (const [name, declaration] of declarable(slotDeclarations[slot])) {
      if (!declared.has(name)) declared.set(name, `def ${name}${declaration}: ...`);
    }
  }
  const lines = [...declared.values()];
  // A type that compares its own way and does not say how it hashes cannot be hashed.
  if (slots.tp_richcompare !== undefined && slots.tp_hash === undefined) {
    lines.push("__hash__: ClassVar[None]  # type: ignore[assignment]");
  }
  return lines;
}

function methodStub(name: string, method: StubMethod, owner: "self" | "module"): string[] {
  const convention = conventionOf(method) ?? "VARARGS";
  const { signature, text } = splitDoc(
    name,
    methodDoc(name, convention, owner, method.doc, method.parameters),
  );
  const parameters = parametersOf(signature ?? "()");
  const result = isAsync(method[convention]) ? "Awaitable[Any]" : "Any";
  return definition(`def ${name}(${boundParameters(parameters, owner).join(", ")}) -> ${result}`, text);
}

function isAsync(implementation: unknown): boolean {
  return typeof implementation === "function" && implementation.constructor.name === "AsyncFunction";
}

/** The parameters of a signature: what stands between commas outside of brackets and quotes. */
function parametersOf(signature: string): string[] {
  const inner = signature.slice(1, -1);
  const parts = inner.match(/(?:[^,([{'"]|\([^)]*\)|\[[^\]]*\]|\{[^}]*\}|'[^']*'|"[^"]*")+/g) ?? [];
  return parts.map((part) => part.trim().replace(/<[^>]*>/, "..."));
}

/** A method keeps the parameter that it is bound to, as `self`; a module's function has none in Python. */
function boundParameters(parameters: readonly string[], owner: "self" | "module"): string[] {
  const [first = "", ...rest] = parameters;
  const bound = first.startsWith("$");
  const own = bound ? rest : [...parameters];
  if (owner === "self") return [bound ? first.slice(1).replace("type", "cls") : "self", ...own];
  return own[0] === "/" ? own.slice(1) : own;
}

function definition(head: string, doc: string | null): string[] {
  return doc === null ? [`${head}: ...`] : [`${head}:`, ...indent(docLines(doc))];
}

function docLines(doc: string): string[] {
  const text = doc.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  return `"""${text.endsWith('"') ? `${text.slice(0, -1)}\\"` : text}"""`.split("\n");
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `    ${line}`));
}

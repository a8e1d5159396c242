/**
 * Renders the uniform part of the CPython ABI in C: the context, the functions of the API that are one function of
 * CPython's, the declarations of the others, and the trampolines by which CPython calls what an extension implements.
 */

import type { CType } from "../../packages/core/src/spec/ctypes.ts";
import { cDeclaration, contextDeclaration, declarator } from "../../packages/core/src/spec/facts.ts";
import {
  type FunctionRow,
  functions,
  type HandleRow,
  handles,
  type SignatureRow,
  signatures,
} from "../../packages/core/src/spec.ts";
import { guarded, mark } from "./c-file.ts";
import { byHandInHeader, cpythonFunctions, cpythonTypes } from "./cpython-names.ts";

/** The text of `hpy/cpython/generated/context.h`. */
export function renderCPythonContextHeader(): string {
  return guarded("CPYTHON_CONTEXT", "The context of the CPython ABI: no functions, only handles.", [
    "struct _HPyContext_s {",
    "  const char *name;",
    "  int abi_version;",
    ...inOrder().map(({ name }) => `  HPy ${name};`),
    "};",
  ]);
}

/** The text of `c/cpython/handles.h`, which fills a context. */
export function renderCPythonHandles(): string {
  const lines = inOrder()
    .filter(({ group }) => group !== "reflection")
    .map((row) => `ctx->${row.name} = _py2h(${objectOf(row)});`);
  return [
    mark,
    "",
    "/* Fills the constant handles of `ctx`, all but that of the builtins. */",
    "",
    ...lines,
    "",
  ].join("\n");
}

function inOrder(): HandleRow[] {
  return [...handles].sort((a, b) => a.index - b.index);
}

/** The C expression for a constant handle's object. */
function objectOf({ name, group, python }: HandleRow): string {
  if (group === "constant") return `Py_${python}`;
  if (group !== "type") return `PyExc_${python}`;
  return `(PyObject *)&Py${name === "h_TypeType" ? "Type" : name.slice(2, -4)}_Type`;
}

/** The text of `hpy/cpython/generated/functions.h`. */
export function renderCPythonFunctionsHeader(): string {
  const rows = functions.filter(({ abi, member }) => abi !== "internal" && !byHandInHeader.has(member));
  return guarded(
    "CPYTHON_FUNCTIONS",
    "The functions of the API: those that are one of CPython's, and those that are in the runtime.",
    rows.map((row) => {
      const name = cpythonFunctions[row.member];
      return name === undefined ? callOfRuntime(row) : inlineFunction(row, name);
    }),
  );
}

function inlineFunction(row: FunctionRow, name: string): string {
  const args = Object.entries(row.params).map(([param, type], index) =>
    toPython(type, param, cpythonTypes[row.member]?.[index]),
  );
  const call = `${name}(${args.join(", ")})`;
  const returns = row.trampoline ?? row.returns;
  const body =
    row.trampoline !== undefined && row.returns === "void"
      ? `(void)${call}; return HPy_NULL;`
      : returns === "void"
        ? `${call};`
        : `return ${fromPython(returns, call)};`;
  return `HPyAPI_FUNC ${cDeclaration(row)} { (void)ctx; ${body} }`;
}

/** The API's functions are static, so that an extension may declare them as implementations of its definitions. */
function callOfRuntime(row: FunctionRow): string {
  const call = `ctx_${row.member}(${["ctx", ...Object.keys(row.params)].join(", ")});`;
  const body = row.returns === "void" ? call : `return ${call}`;
  return `HPyAPI_HELPER ${contextDeclaration(row)};\nHPyAPI_FUNC ${cDeclaration(row)} { ${body} }`;
}

function toPython(type: CType, value: string, cast?: string): string {
  if (cast !== undefined) return `(${cast})_h2py(${value})`;
  if (type === "HPy") return `_h2py(${value})`;
  return type === "const HPy *" ? `_h2py_array(${value})` : value;
}

function fromPython(type: CType, value: string): string {
  return type === "HPy" ? `_py2h(${value})` : value;
}

/** The C types of parameters as CPython passes them, where they are not the signature's own. */
const passedAs: Readonly<Partial<Record<CType, string>>> = {
  HPy: "PyObject *",
  "const HPy *": "PyObject *const *",
  "HPy_buffer *": "Py_buffer *",
  HPy_RichCmpOp: "int",
};

/** Signatures whose trampolines are written by hand, in `hpy/cpython/trampolines.h`. */
const trampolinesByHand: ReadonlySet<string> = new Set([
  ...[
    "KEYWORDS",
    "VECTORCALLFUNC",
    "NOARGS",
    "DESTROYFUNC",
    "GETBUFFERPROC",
    "RELEASEBUFFERPROC",
    "INITPROC",
  ],
  ...["NEWFUNC", "TRAVERSEPROC", "DESTRUCTOR", "CAPSULE_DESTRUCTOR", "MOD_CREATE", "SENDFUNC"],
]);

/** The text of `hpy/cpython/generated/trampolines.h`. */
export function renderCPythonTrampolinesHeader(): string {
  const rows = signatures.filter(({ name }) => !trampolinesByHand.has(name));
  return guarded(
    "CPYTHON_TRAMPOLINES",
    "Functions with CPython's types that call an extension's with HPy's: HPY_TRAMPOLINE_HPyFunc_X(SYM, IMPL).",
    rows.map(trampoline),
  );
}

function trampoline(row: SignatureRow): string {
  const params = Object.entries(row.params);
  const declared = params.map(([name, type]) => cDeclarator(passedAs[type] ?? type, name));
  const args = params.map(([name, type]) => argument(type, name));
  const call = `IMPL(${["_HPyGetContext()", ...args].join(", ")})`;
  const returns = row.returns === "HPy" ? "PyObject *" : row.returns;
  const result = row.returns === "HPy" ? `_h2py(${call})` : call;
  const body = row.returns === "void" ? `${call};` : `return ${result};`;
  return `#define HPY_TRAMPOLINE_HPyFunc_${row.name}(SYM, IMPL) static ${cDeclarator(returns, `SYM(${declared.join(", ")})`)} { ${body} }`;
}

function argument(type: CType, name: string): string {
  if (type === "HPy") return `_py2h(${name})`;
  if (type === "const HPy *") return `_py2h_array(${name})`;
  return passedAs[type] === undefined ? name : `(${type})${name}`;
}

/** The same as `declarator`, for CPython's types. */
function cDeclarator(type: string, name: string): string {
  return declarator(type as CType, name);
}

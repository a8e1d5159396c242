import type { Test } from "../../suite.ts";
import { kinds, overflowsInContext, passesExits, throwsEverything } from "./checks.ts";
import { edgeTest } from "./works.ts";

/** Entries that are no slots: what runs them. */
const entries: Readonly<Record<string, readonly [where: string, run: string, kind: keyof typeof kinds]>> = {
  "A module's HPyFunc_NOARGS method": ["noargs", "mod.arm(behaviour)\n    return mod.noargs()", "object"],
  "A module's HPyFunc_O method": ["o", "mod.arm(behaviour)\n    return mod.o(1)", "object"],
  "A module's HPyFunc_VARARGS method": [
    "varargs",
    "mod.arm(behaviour)\n    return mod.varargs(1, 2)",
    "object",
  ],
  "A module's HPyFunc_KEYWORDS method": [
    "keywords",
    "mod.arm(behaviour)\n    return mod.keywords(1, a=2)",
    "object",
  ],
  "A type's HPyFunc_NOARGS method": ["noargs", "mod.behave(t, behaviour)\n    return t.noargs()", "object"],
  "A type's HPyFunc_O method": ["o", "mod.behave(t, behaviour)\n    return t.o(1)", "object"],
  "A type's HPyFunc_VARARGS method": [
    "varargs",
    "mod.behave(t, behaviour)\n    return t.varargs(1, 2)",
    "object",
  ],
  "A type's HPyFunc_KEYWORDS method": [
    "keywords",
    "mod.behave(t, behaviour)\n    return t.keywords(a=2)",
    "object",
  ],
  "A getter": ["get", "mod.behave(t, behaviour)\n    return t.attribute", "object"],
  "A setter": ["set", 'mod.behave(t, behaviour)\n    return setattr(t, "attribute", 1)', "status"],
  "A deleter": ["set", 'mod.behave(t, behaviour)\n    return delattr(t, "attribute")', "status"],
  "A ctx.callable()": ["callable", "return mod.callable(behaviour)(1, a=2)", "object"],
  "A call function": ["call function", "mod.set_call_function(c, behaviour)\n    return c(1, a=2)", "object"],
  "What runs in ctx.scope()": ["scope", "return mod.in_scope(behaviour)", "object"],
  "What runs in ctx.enter()": ["enter", "return mod.in_enter(behaviour)", "object"],
};

/** Methods, getsets and other callbacks. */
export const functions: readonly Test[] = Object.entries(entries).map(([name, [where, run, kind]]) =>
  edgeTest(
    `${name} may throw and return anything`,
    `
t, c = mod.Methods(), mod.Callable()
def run(behaviour):
    ${run}
${throwsEverything(where)}${passesExits}${overflowsInContext}${kinds[kind]}
`,
  ),
);

/** Modules. */
export const modules: readonly Test[] = ["exec", "create"].map((where) =>
  edgeTest(
    `HPy_mod_${where} may throw${where === "create" ? " and return" : ""} anything`,
    `
def run(behaviour):
    sys.edge_behaviour = behaviour
    try:
        return load("edge-${where}")
    finally:
        del sys.edge_behaviour
${throwsEverything(where)}${passesExits}${where === "create" ? kinds.object : ""}
`,
    { loads: true },
  ),
);

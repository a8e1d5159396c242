/**
 * Functions made from a text, also where a content security policy forbids `eval` (it needs `unsafe-eval`).
 *
 * A page then still runs scripts that carry its nonce, and a worker those that it imports, from `blob:` where that is
 * allowed; both at once, as Python's `import` needs it. A function gets out of such a script by a global variable.
 */

import { EvaluationForbiddenError } from "./errors.ts";

/** Any function, before its caller says what it is. */
type AnyFunction = (...args: never[]) => unknown;

/**
 * Makes a function.
 * @param parameters their names.
 * @param body its statements.
 * @throws SyntaxError for a body that is none; EvaluationForbiddenError.
 */
export function makeFunction(parameters: readonly string[], body: string): AnyFunction {
  try {
    return new Function(...parameters, body) as AnyFunction;
  } catch (thrown) {
    if (!(thrown instanceof EvalError)) throw thrown;
    return throughScript(parameters, body, thrown);
  }
}

function throughScript(parameters: readonly string[], body: string, forbidden: EvalError): AnyFunction {
  const key = `hpyjs ${Math.random()}`;
  const script = `globalThis[${JSON.stringify(key)}] = function (${parameters.join(", ")}) {${body}\n};`;
  let failure: unknown;
  const onError = ({ error, message }: { readonly error?: unknown; readonly message?: string }): void => {
    failure = error ?? message;
  };
  try {
    globalThis.addEventListener?.("error", onError);
    if (!(importAtOnce(script) || insert(script))) throw new EvaluationForbiddenError(forbidden);
    const made: unknown = Reflect.get(globalThis, key);
    if (typeof made === "function") return made as AnyFunction;
    throw failure ?? new EvaluationForbiddenError(forbidden);
  } finally {
    Reflect.deleteProperty(globalThis, key);
    globalThis.removeEventListener?.("error", onError);
  }
}

/** Runs a script in a classic worker. @returns whether this is one, and may. */
function importAtOnce(script: string): boolean {
  const importScripts: unknown = Reflect.get(globalThis, "importScripts");
  if (typeof importScripts !== "function") return false;
  const url = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    importScripts(url);
    return true;
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw thrown;
    return false;
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** Runs a script in a page, with the nonce of its other scripts. @returns whether there is a page with one. */
function insert(script: string): boolean {
  if (typeof document === "undefined") return false;
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (!nonce) return false;
  const element = document.createElement("script");
  element.nonce = nonce;
  element.textContent = script;
  document.head.append(element);
  element.remove();
  return true;
}

/** How CPython was configured in each Pyodide: the macros of its `pyconfig.h`. */

import { execFileSync } from "node:child_process";

/** The file that holds them. */
export const target: URL = new URL("../../packages/devel/python/pyconfig.json", import.meta.url);

const pyodides: Readonly<Record<string, string>> = {
  "3.12": "pyodide-312",
  "3.13": "pyodide-313",
  "3.14": "pyodide-314",
};

/**
 * `sysconfig` mixes the macros of `pyconfig.h` with the variables of the Makefile. Macros are numbers, and begin like
 * this; one that is 0 is not defined.
 */
const question = `
import json, re, sysconfig

macro = re.compile(
    "HAVE_|SIZEOF_|ALIGNOF_|WITH_|Py_|PY_|USE_|_|DOUBLE_|FLOAT_|MACHDEP_|HW_|PTHREAD_|SETPGRP|SIGNED_|STDC|SYS_|TANH|"
    "TIMEMOD|WINDOW_|X87|POSIX|ENABLE_|GETTIME|MVWDEL|MAJOR_|ANDROID|GETPGRP|PYLONG_|TM_IN_"
)
json.dumps({
    name: value
    for name, value in sorted(sysconfig.get_config_vars().items())
    if isinstance(value, int) and value and macro.match(name)
})
`;

/** Each Pyodide gets a process of its own: not all versions get along in one. */
function ask(packageName: string): Record<string, number> {
  const program = `
    const { loadPyodide } = await import(${JSON.stringify(packageName)});
    console.log((await loadPyodide()).runPython(${JSON.stringify(question)}));
  `;
  const cwd = new URL(".", import.meta.url);
  const text = execFileSync(process.execPath, ["--input-type=module", "--eval", program], { cwd });
  return JSON.parse(`${text}`);
}

/** The macros by Python's version, from Pyodides that are started for it. */
export function configurations(): Record<string, Record<string, number>> {
  return Object.fromEntries(Object.entries(pyodides).map(([version, name]) => [version, ask(name)]));
}

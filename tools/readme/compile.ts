/** Compiles programs that are not part of the workspace, as a user's compiler would with the strictest options. */

import ts from "typescript";
import { root } from "../checks/source-files.ts";

/** The errors in the files, in the compiler's words; none when they compile. */
export function compileErrors(files: readonly string[]): readonly string[] {
  const { config } = ts.readConfigFile(`${root}tsconfig.test.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files }, ts.sys, root);
  const paths = { ...options.paths, pyodide: ["./node_modules/pyodide-314/pyodide.d.ts"] };
  const program = ts.createProgram(files, { ...options, incremental: false, paths });
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || files.includes(file.fileName))
    .map(({ file, start = 0, messageText }) => {
      const line = file && ts.getLineAndCharacterOfPosition(file, start).line + 1;
      return `${file?.fileName}:${line}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
    });
}

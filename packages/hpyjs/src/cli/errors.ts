/** Errors that the user of the command can do something about: one line each. */

/** A problem with what the command was given, or with what is installed. */
export class CliError extends Error {
  /** The class's name. */
  override readonly name: string = "CliError";
}

/** Whether an import failed because this very package is not there. */
function isMissing(thrown: unknown, packageName: string): boolean {
  if (!(thrown instanceof Error) || !thrown.message.includes(`'${packageName}'`)) return false;
  return Reflect.get(thrown, "code") === "ERR_MODULE_NOT_FOUND";
}

/**
 * Imports a package that not every user needs.
 * @throws CliError that says how to install it.
 */
export async function importOptional<T>(
  load: () => Promise<T>,
  packageName: string,
  purpose: string,
): Promise<T> {
  try {
    return await load();
  } catch (thrown) {
    if (!isMissing(thrown, packageName)) throw thrown;
    throw new CliError(`${purpose} needs the package ${packageName}: npm install ${packageName}`);
  }
}

/** What an error says in one line. A Python exception ends with what it is, everything else begins with it. */
export function oneLine(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  const isPython = thrown instanceof Error && thrown.name === "PythonError";
  return (isPython ? lines.at(-1) : lines[0]) ?? "an error without a message";
}

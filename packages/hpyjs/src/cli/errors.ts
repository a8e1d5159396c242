/** Errors that the user of the command can do something about: one line each. */

/** A problem with what the command was given, or with what is installed. */
export class CliError extends Error {
  /** The class's name. */
  override readonly name: string = "CliError";
}

/** Whether an import failed because the package is not there. */
function isMissing(thrown: unknown): boolean {
  const code = thrown instanceof Error ? Reflect.get(thrown, "code") : undefined;
  return code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND";
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
    if (!isMissing(thrown)) throw thrown;
    throw new CliError(`${purpose} needs the package ${packageName}: npm install ${packageName}`);
  }
}

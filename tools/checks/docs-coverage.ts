/**
 * Every export has a doc comment: what the entry points of a package export, and the members of exported interfaces
 * and classes. Typedoc decides what that is, as it does for the reference pages; a link that leads nowhere is found too.
 */

import { Application, Logger, LogLevel, type ProjectReflection, ReflectionKind } from "typedoc";
import type { Finding } from "./source-files.ts";

/** The key of a branded type: a symbol that nobody can name, so there is nothing to tell about it. */
const brand = /\.\[brand\] \(Property\)/;

class Collector extends Logger {
  readonly warnings: string[] = [];

  override log(message: string, level: LogLevel): void {
    if (level >= LogLevel.Warn) this.warnings.push(message);
  }
}

/**
 * Checks what the entry points export.
 *
 * @param entryPoints paths of TypeScript files
 * @param tsconfig the path of the tsconfig.json by which they are compiled; what they reference must have been built
 */
export async function checkDocs(
  entryPoints: readonly string[],
  tsconfig: string,
): Promise<readonly Finding[]> {
  const application = await Application.bootstrap({
    entryPoints: [...entryPoints],
    tsconfig,
    excludeExternals: true,
    excludeInternal: false,
    skipErrorChecking: true,
    // A clone without a remote is as good as any: nothing here needs links to the sources.
    disableGit: true,
    sourceLinkTemplate: "{path}",
    validation: { notDocumented: true, invalidLink: true, invalidPath: true, notExported: false },
  });
  const collector = new Collector();
  application.logger = collector;
  const project = await application.convert();
  if (project === undefined) return collector.warnings;
  application.validate(project);
  return collector.warnings.filter((warning) => !brand.test(warning) && !isInlineMember(project, warning));
}

/**
 * Whether a warning is about a member of a type that stands inline at a variable, as that of a table of constants: the
 * comment of the variable speaks for them. The members of a type with a name are documented one by one.
 */
function isInlineMember(project: ProjectReflection, warning: string): boolean {
  const [owner, member] = warning.split(".__type.");
  if (owner === undefined || member === undefined) return false;
  return project.getChildByName(owner.split("."))?.kindOf(ReflectionKind.Variable) ?? false;
}

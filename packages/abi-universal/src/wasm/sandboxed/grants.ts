/**
 * Grants: the authority that a sandboxed module has beyond computing and the objects that it is given.
 *
 * The default is none. What each grant opens is listed here once; SECURITY.md says it to users.
 */

/** The grants, by name. */
export const grantNames = [
  "eval",
  "import",
  "builtins",
  "fatal-error",
  "reflection",
  "clock",
  "random",
  "stdout",
  "stderr",
] as const;

/** A grant without a parameter. */
export type GrantName = (typeof grantNames)[number];

/**
 * A grant: `eval` (compile and evaluate source), `import` (import any module) or `import:NAME` (one module),
 * `builtins` (the `builtins` namespace), `fatal-error` (end the interpreter), `reflection` (attributes that lead from an
 * object to what it is made of, and from there to everything), `clock`, `random`, `stdout`, `stderr` (WASI).
 */
export type Grant = GrantName | `import:${string}`;

/** What a module is granted. */
export class Grants {
  readonly #names: ReadonlySet<string>;
  readonly #modules: ReadonlySet<string>;

  /** @throws TypeError for a name that no grant has. */
  constructor(grants: readonly Grant[]) {
    const known: readonly string[] = grantNames;
    for (const grant of grants) {
      if (known.includes(grant) || /^import:./.test(grant)) continue;
      throw new TypeError(
        `There is no grant "${grant}"; there are ${grantNames.map((name) => `"${name}"`).join(", ")} and "import:NAME".`,
      );
    }
    this.#names = new Set(grants);
    this.#modules = new Set(
      grants.filter((grant) => grant.startsWith("import:")).map((grant) => grant.slice(7)),
    );
  }

  /** Whether it is granted. */
  has(grant: GrantName): boolean {
    return this.#names.has(grant);
  }

  /** Whether importing a module is granted. */
  mayImport(module: string): boolean {
    return this.has("import") || this.#modules.has(module);
  }
}

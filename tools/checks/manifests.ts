/**
 * One small shape of package.json for every package under `packages`: ESM only, entry points with types, no deep
 * imports, only `dist` published, with provenance; its license beside it, and its entry points known to typedoc.
 */

import type { Finding } from "./source-files.ts";

/** A package as the check sees it: its folder under `packages`, and the text of its files. */
export interface PackageFiles {
  readonly folder: string;
  readonly manifest: unknown;
  /** `entryPoints` of its typedoc.json. */
  readonly documented: readonly string[];
  readonly license: boolean;
}

/** Fields that are the same in every package, and those that follow from its folder. */
function expected(folder: string): Readonly<Record<string, unknown>> {
  return {
    name: folder === "hpyjs" ? "hpyjs" : `@hpyjs/${folder}`,
    license: "MIT",
    repository: {
      type: "git",
      url: "git+https://github.com/hpyjs/hpyjs.git",
      directory: `packages/${folder}`,
    },
    type: "module",
    sideEffects: false,
    files: ["dist"],
    engines: { node: ">=22" },
    publishConfig: { access: "public", provenance: true },
  };
}

const allowed: ReadonlySet<string> = new Set([
  ...Object.keys(expected("")),
  "version",
  "description",
  "keywords",
  "exports",
  "bin",
  "scripts",
  "dependencies",
  "peerDependencies",
  "peerDependenciesMeta",
  "devDependencies",
]);

/** Checks one package. */
export function checkShape({ folder, manifest, documented, license }: PackageFiles): readonly Finding[] {
  const at = `packages/${folder}/package.json`;
  const fields = record(manifest);
  const findings: Finding[] = [];
  for (const [field, value] of Object.entries(expected(folder))) {
    if (!equal(fields[field], value)) findings.push(`${at}: "${field}" should be ${JSON.stringify(value)}`);
  }
  for (const field of Object.keys(fields)) {
    if (!allowed.has(field)) findings.push(`${at}: "${field}" is not part of the shape that packages share`);
  }
  if (typeof fields.description !== "string") findings.push(`${at}: "description" is missing`);
  if (!Array.isArray(fields.keywords)) findings.push(`${at}: "keywords" are missing`);

  const sources: string[] = [];
  for (const [name, entry] of Object.entries(record(fields.exports))) {
    const base = name === "." ? "index" : `${name.slice(2)}/index`;
    sources.push(`src/${base}.ts`);
    if (!equal(entry, { types: `./dist/${base}.d.ts`, default: `./dist/${base}.js` })) {
      findings.push(`${at}: "exports" should map "${name}" to dist/${base}, types first`);
    }
  }
  if (sources.length === 0) findings.push(`${at}: "exports" is missing`);
  if (!equal(documented, sources)) {
    findings.push(`packages/${folder}/typedoc.json: "entryPoints" should be ${JSON.stringify(sources)}`);
  }
  if (!license) findings.push(`packages/${folder}/LICENSE: is missing`);
  return findings;
}

/**
 * Checks what is no package for others: the workspace itself, its tools, its documentation, the examples. It must never be
 * published by mistake. (A package that is to be published cannot be private: that is not part of the shape.)
 * @param at the path of its package.json.
 */
export function checkPrivate(at: string, manifest: unknown): readonly Finding[] {
  const { private: isPrivate, license, version } = record(manifest);
  return [
    ...(isPrivate === true ? [] : [`${at}: should be "private": it is not published`]),
    ...(version === "0.0.0" ? [] : [`${at}: "version" should be "0.0.0": it is not published`]),
    ...(license === "MIT" ? [] : [`${at}: "license" should be "MIT"`]),
  ];
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function equal(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** What extensions that use CPython's own API are compiled with. */

/** A version of CPython, for instance `[3, 14]`. */
export type PythonVersion = readonly [major: number, minor: number];

/** CPython's headers of one version. */
export interface PythonHeaders {
  /** The version. */
  readonly version: PythonVersion;
  /**
   * `Python.h` and everything that it includes, by path relative to its folder: those of a CPython of this version that
   * is installed, or of its sources. Left out, what HPy.js declares itself: the part of the limited API that HPy needs.
   */
  readonly files?: Readonly<Record<string, string>>;
}

/** A version as text: `3.14`. */
export function versionText([major, minor]: PythonVersion): string {
  return `${major}.${minor}`;
}

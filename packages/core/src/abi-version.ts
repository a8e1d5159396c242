/** The version of the universal ABI, and the rule by which a module's required version is accepted. */

import { type AbiVersion, AbiVersionError } from "./errors.ts";

/** The version that this runtime offers: `HPY_ABI_VERSION` 0, `HPY_ABI_VERSION_MINOR` 0. */
export const abiVersion: AbiVersion = { major: 0, minor: 0 };

/** The tag in the file name of a universal module (`HPY_ABI_TAG`): `name.hpy0.wasm`. */
export const abiTag = "hpy0";

/**
 * Whether a module that requires `required` can run on a runtime that offers `supported`.
 * The majors must be equal; the required minor must not be greater, since minors only append.
 */
export function acceptsAbiVersion(required: AbiVersion, supported: AbiVersion = abiVersion): boolean {
  return required.major === supported.major && required.minor <= supported.minor;
}

/**
 * Refuses a module that this runtime cannot run.
 * @throws AbiVersionError with both versions.
 */
export function checkAbiVersion(
  moduleName: string,
  required: AbiVersion,
  supported: AbiVersion = abiVersion,
): void {
  if (!acceptsAbiVersion(required, supported)) throw new AbiVersionError(moduleName, required, supported);
}

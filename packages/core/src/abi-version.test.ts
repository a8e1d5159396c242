import { expect, test } from "vitest";
import { acceptsAbiVersion, checkAbiVersion } from "./abi-version.ts";
import { AbiVersionError } from "./errors.ts";

const version = (major: number, minor: number): { major: number; minor: number } => ({ major, minor });

test.each([
  [version(0, 0), version(0, 0), true],
  [version(0, 0), version(0, 3), true],
  [version(0, 4), version(0, 3), false],
  [version(1, 0), version(0, 3), false],
  [version(0, 0), version(1, 0), false],
])("a module that requires %o is accepted by a runtime of %o: %s", (required, supported, accepted) => {
  expect(acceptsAbiVersion(required, supported)).toBe(accepted);
});

test("the refusal carries both versions and upstream's message", () => {
  const refuse = (): void => checkAbiVersion("demo", version(9, 1));
  expect(refuse).toThrow(AbiVersionError);
  expect(refuse).toThrow(
    "HPy extension module 'demo' requires unsupported version of the HPy runtime. " +
      "Requested version: 9.1. Current HPy version: 0.0.",
  );
  expect(() => checkAbiVersion("demo", version(0, 0))).not.toThrow();
});

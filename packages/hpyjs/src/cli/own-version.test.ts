import { expect, it } from "vitest";
import { pythonVersion } from "./own-version.ts";

it.each([
  ["1.2.3", "1.2.3"],
  ["0.1.0-next-20270102030405", "0.1.0.dev20270102030405"],
  ["1.0.0-beta.2", "1.0.0.dev2"],
  ["1.0.0-beta", "1.0.0.dev0"],
])("pythonVersion() writes %s as %s", (npm, python) => {
  expect(pythonVersion(npm)).toBe(python);
});

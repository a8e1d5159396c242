import { afterAll, describe, expect, it } from "vitest";
import { project } from "../../test/command.ts";

const here = project();
afterAll(() => here[Symbol.dispose]());

const empty = Buffer.from("0061736d01000000", "hex");
here.write({ "a.wasm": empty, "a.hpy0.wasm": empty, "a.hpy0-cp314.wasm": empty });

describe("hpyjs inspect", () => {
  it.each([
    ["a.wasm", "unknown: the file's name has no tag such as .hpy0"],
    ["a.hpy0.wasm", "universal, by the file's name"],
    ["a.hpy0-cp314.wasm", "hybrid, by the file's name"],
  ])("tells the ABI of %s by its name", async (file, abi) => {
    const { status, stdout } = await here.hpyjs("inspect", file);
    expect(status).toBe(0);
    expect(stdout).toContain(`${file}: 8 B\nABI: ${abi}\n`);
  });

  it("says what is no extension", async () => {
    const { stdout } = await here.hpyjs("inspect", "a.hpy0.wasm");
    expect(stdout).toContain("none: it exports no HPyInit_…, so it is no HPy extension");
    expect(JSON.parse((await here.hpyjs("inspect", "a.hpy0.wasm", "--json")).stdout)).toMatchObject({
      size: 8,
      modules: [],
      contextFunctions: [],
      imports: [],
      exports: [],
      sections: [],
    });
  });
});

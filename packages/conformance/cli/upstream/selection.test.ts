import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findPlaces, select } from "./selection.ts";

describe("select()", () => {
  it("runs the universal items, linked, in the newest Python when nothing is said", () => {
    expect(select([])).toEqual({
      help: false,
      pyodide: "pyodide-314",
      forRunner: ["--abi", "universal", "--flavour", "linked", "--jobs", "1"],
    });
  });

  it("hands everything to the suite's runner, files as absolute paths", () => {
    const args =
      "--abi debug,trace --flavour sandboxed --python 3.12 --filter a --filter b --exclude c --jobs 2";
    expect(select([...args.split(" "), "--json", "out.json", "--list", "--verbose"])).toEqual({
      help: false,
      pyodide: "pyodide-312",
      forRunner: [
        ...["--abi", "debug,trace", "--flavour", "sandboxed", "--jobs", "2"],
        ...["--filter", "a", "--filter", "b", "--exclude", "c"],
        ...["--json", resolve("out.json"), "--list", "-v"],
      ],
    });
  });

  it("says what there is instead of what there is not", () => {
    expect(() => select(["--abi", "universal,native"])).toThrow(
      "--abi native: there are universal, debug, trace, hybrid, hybrid+debug, cpython",
    );
    expect(() => select(["--flavour", "boxed"])).toThrow("--flavour boxed: there are linked, sandboxed");
    expect(() => select(["--python", "3.11"])).toThrow("--python 3.11: there are 3.12, 3.13, 3.14");
    expect(() => select(["--jobs", "0"])).toThrow("--jobs 0: must be 1 or more");
    expect(() => select(["--flavor", "linked"])).toThrow("'--flavor'");
  });
});

describe("findPlaces()", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "hpyjs-upstream-"));
    writeFileSync(join(folder, "run.mjs"), "");
    mkdirSync(join(folder, "test"));
    writeFileSync(join(folder, "test/conftest.py"), "");
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("gives the places that the environment names, and nothing else of it", () => {
    const places = { HPY_SUITE: folder, HPY_UPSTREAM: folder, HPY_WHEELS: folder };
    expect(findPlaces({ ...places, HOME: "/" })).toEqual(places);
  });

  it("names all that is missing at once", () => {
    const wheels = join(folder, "wheels");
    expect(() => findPlaces({ HPY_UPSTREAM: tmpdir(), HPY_WHEELS: wheels })).toThrow(
      `HPY_SUITE is not set; HPY_UPSTREAM: there is no test/conftest.py in ${tmpdir()}; HPY_WHEELS: there is no ${wheels}`,
    );
    expect(() => findPlaces({ HPY_SUITE: "", HPY_UPSTREAM: folder, HPY_WHEELS: folder })).toThrow(
      /^HPY_SUITE is not set$/,
    );
  });
});

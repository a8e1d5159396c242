import {
  AbiVersionError,
  type ExtensionModule,
  type Handle,
  type Layer,
  type ModuleDefinition,
} from "@hpyjs/core";
import { describe, expect, test } from "vitest";
import { loadUniversal, registerUniversal } from "./index.ts";

const definition = { doc: "the definition" } as ModuleDefinition;
const spec = 11 as Handle;

/** A layer that makes module 22 of the definition and the spec, and executes it as it is told. */
function fakeLayer(executed: number): { layer: Layer; closed: Handle[] } {
  const closed: Handle[] = [];
  const layer = {
    api: { Close: (h: Handle) => closed.push(h) },
    extra: {
      Module_FromDefinition: (given: ModuleDefinition, from: Handle) =>
        given === definition && from === spec ? 22 : 0,
      Module_Exec: (module: Handle) => (module === 22 ? executed : -1),
    },
  } as unknown as Layer;
  return { layer, closed };
}

function extension(major: number, minor: number): ExtensionModule {
  return { name: "sample", requires: { major, minor }, bind: () => definition };
}

describe("loadUniversal()", () => {
  test("binds the extension to the layer, and makes and executes a module of the spec", () => {
    const { layer, closed } = fakeLayer(0);
    const bound: Layer[] = [];
    const sample: ExtensionModule = {
      ...extension(0, 0),
      bind: (to) => {
        bound.push(to);
        return definition;
      },
    };
    expect(loadUniversal(layer, sample, { spec })).toBe(22);
    expect(bound).toEqual([layer]);
    expect(closed).toEqual([]);
  });

  test("returns null and closes the module when that cannot be executed", () => {
    const { layer, closed } = fakeLayer(-1);
    expect(loadUniversal(layer, extension(0, 0), { spec })).toBe(0);
    expect(closed).toEqual([22]);
  });

  test("returns null when the module cannot be made", () => {
    const { layer } = fakeLayer(0);
    expect(loadUniversal(layer, extension(0, 0), { spec: 99 as Handle })).toBe(0);
  });

  test("refuses an extension that requires another version, before it is bound", () => {
    const { layer } = fakeLayer(0);
    for (const [major, minor] of [
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      const unbound = {
        ...extension(major, minor),
        bind: () => expect.unreachable("bound"),
      };
      const attempts = [
        () => loadUniversal(layer, unbound, { spec }),
        () => loadUniversal(layer, unbound),
        () => registerUniversal(layer, unbound),
      ];
      for (const attempt of attempts) {
        expect(attempt).toThrow(AbiVersionError);
        expect(attempt).toThrow(
          "HPy extension module 'sample' requires unsupported version of the HPy runtime. " +
            `Requested version: ${major}.${minor}. Current HPy version: 0.0.`,
        );
      }
      expect(() => loadUniversal(layer, unbound, { name: "package.other" })).toThrow("'package.other'");
    }
  });
});

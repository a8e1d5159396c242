/** The targets whose extensions are written in TypeScript and run in Pyodide. */

import { hybridOmissions, loadHybrid } from "@hpyjs/abi-hybrid";
import { loadUniversal, universalOmissions } from "@hpyjs/abi-universal";
import type { ExtensionModule, Handle, Layer, Mode, Omissions } from "@hpyjs/core";
import { type Bridge, cpythonOmissions, loadCPython } from "@hpyjs/cpython-bridge";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import type { Session, Target } from "../src/index.ts";
import { startPyodide } from "./pyodide.ts";
import { pyodideSession } from "./session.ts";

/** What differs between the ABIs. */
interface Abi {
  readonly withheld: Omissions;
  layer(bridge: Bridge): Layer;
  load(bridge: Bridge, layer: Layer, extension: ExtensionModule): Handle;
}

const abis: Readonly<Record<"universal" | "hybrid" | "cpython", Abi>> = {
  hybrid: {
    withheld: hybridOmissions,
    layer: (bridge) => bridge.hybrid,
    load: (_bridge, layer, extension) => loadHybrid(layer, extension),
  },
  universal: {
    withheld: universalOmissions,
    layer: (bridge) => bridge.universal,
    load: (_bridge, layer, extension) => loadUniversal(layer, extension),
  },
  cpython: {
    withheld: cpythonOmissions,
    layer: (bridge) => bridge.cpython,
    load: (bridge, layer, extension) => loadCPython({ ...bridge, cpython: layer }, extension),
  },
};

/** What a target is made of. */
export interface TypescriptTarget {
  /** How its extensions are bound to the context. */
  readonly abi: keyof typeof abis;
  /** Python's version: `3.14`. */
  readonly python: string;
  /** The extensions under test, by name. */
  readonly fixtures: Readonly<Record<string, ExtensionModule>>;
  /** Whether its failures fail the run. */
  readonly gates: boolean;
  /** Whether it runs when nothing is said. */
  readonly routine: boolean;
  /** Whether what its extensions do is counted; so when left out. */
  readonly counted?: boolean;
  /** The modes around the context by name, inner first, made anew for each interpreter; none when left out. */
  readonly modes?: Readonly<Record<string, () => Mode>>;
}

/** A target whose extensions are written in TypeScript. */
export function typescriptTarget({
  abi,
  python,
  fixtures,
  gates,
  routine,
  counted = true,
  modes = {},
}: TypescriptTarget): Target {
  const names = Object.keys(modes);
  return {
    name: [`typescript-${abi}-${python}${counted ? "" : "-uncounted"}`, ...names].join("+"),
    counted,
    python,
    language: "typescript",
    abi,
    modes: names,
    withheld: abis[abi].withheld,
    gates,
    routine,
    open: () => openSession(abis[abi], `pyodide-${python.replace(".", "")}`, fixtures, Object.values(modes)),
  };
}

async function openSession(
  abi: Abi,
  packageName: string,
  fixtures: TypescriptTarget["fixtures"],
  modes: readonly (() => Mode)[],
): Promise<Session> {
  const interpreter = await startPyodide(packageName);
  const bridge = openBridge(interpreter.pyodide);
  return pyodideSession(interpreter, {
    plain: abi.layer(bridge),
    modes,
    fixture: (name) => {
      const fixture = fixtures[name];
      if (fixture === undefined) throw new RangeError(`no fixture is named "${name}"`);
      return fixture;
    },
    load: (layer, extension) => abi.load(bridge, layer, extension),
  });
}

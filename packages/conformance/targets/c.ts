/** The targets whose extensions are written in C, compiled once, and run in Pyodide: linked, and sandboxed. */

import { hybridFileName, hybridOmissions, loadHybrid, openHybrid } from "@hpyjs/abi-hybrid";
import {
  loadUniversal,
  type SandboxedPolicy,
  universalOmissions,
  type WasmExtension,
  WasmLoader,
  type WasmPolicy,
} from "@hpyjs/abi-universal";
import type { ExtensionModule, Handle, Layer, Mode, Omissions, WasmHost } from "@hpyjs/core";
import type { Bridge } from "@hpyjs/cpython-bridge";
import { openBridge } from "@hpyjs/cpython-bridge/pyodide";
import { libcModule } from "@hpyjs/devel";
import type { Session, Target } from "../src/index.ts";
import { compileFixtures } from "./c-fixtures.ts";
import { fileOf } from "./fixture-file.ts";
import { startPyodide } from "./pyodide.ts";
import { pyodideSession } from "./session.ts";

/** What differs between the ABIs. */
interface Abi {
  readonly withheld: Omissions;
  layer(bridge: Bridge): Layer;
  open(loader: WasmLoader, bridge: Bridge, name: string, bytes: WasmBytes, policy: WasmPolicy): WasmExtension;
  load(layer: Layer, extension: ExtensionModule): Handle;
}

type WasmBytes = Uint8Array<ArrayBuffer>;

const abis: Readonly<Record<"universal" | "hybrid", Abi>> = {
  universal: {
    withheld: universalOmissions,
    layer: (bridge) => bridge.universal,
    open: (loader, _bridge, name, bytes, policy) => loader.open({ path: `${name}.hpy0.wasm`, bytes }, policy),
    load: loadUniversal,
  },
  hybrid: {
    withheld: hybridOmissions,
    layer: (bridge) => bridge.hybrid,
    open: (loader, { pythonVersion }, name, bytes) =>
      openHybrid(loader, pythonVersion, { path: hybridFileName(name, pythonVersion), bytes }),
    load: loadHybrid,
  },
};

/** What a target is made of. */
export interface CTarget {
  /** How its extensions are bound to the context. */
  readonly abi: keyof typeof abis;
  /** How its extensions are loaded. */
  readonly flavour: "linked" | "sandboxed";
  /** Python's version: `3.14`. */
  readonly python: string;
  /** Whether its failures fail the run. */
  readonly gates: boolean;
  /** Whether it runs when nothing is said. */
  readonly routine: boolean;
  /** Whether what its extensions do is counted; so when left out. */
  readonly counted?: boolean;
  /** What becomes of traps in sandboxed extensions; left out, they are caught. */
  readonly traps?: NonNullable<SandboxedPolicy["traps"]>;
  /** The modes around the context by name, inner first, made anew for each interpreter; none when left out. */
  readonly modes?: Readonly<Record<string, () => Mode>>;
}

/** A target whose extensions are written in C. */
export function cTarget(target: CTarget): Target {
  const { abi, flavour, python, gates, routine, counted = true, modes = {}, traps } = target;
  const names = Object.keys(modes);
  const variant = `${counted ? "" : "-uncounted"}${traps === undefined ? "" : `-${traps}`}`;
  return {
    name: [`c-${flavour}-${abi}-${python}${variant}`, ...names].join("+"),
    counted,
    python,
    language: "c",
    abi,
    modes: names,
    withheld: abis[abi].withheld,
    sandboxed: flavour === "sandboxed",
    gates,
    routine,
    open: () => openSession(target, `pyodide-${python.replace(".", "")}`, Object.values(modes)),
  };
}

async function policyOf({ flavour, traps = "catch" }: CTarget): Promise<WasmPolicy> {
  if (flavour === "linked") return { flavour };
  const library = new WebAssembly.Module(await libcModule());
  // The suites use everything that the API has.
  const grants = ["eval", "import", "builtins", "fatal-error", "reflection", "stdout", "stderr"] as const;
  return { flavour, grants, library, traps };
}

async function openSession(
  target: CTarget,
  packageName: string,
  modes: readonly (() => Mode)[],
): Promise<Session> {
  const interpreter = await startPyodide(packageName);
  const bridge = openBridge(interpreter.pyodide);
  const { abi } = target;
  const [files, policy] = await Promise.all([compileFixtures(abi), policyOf(target)]);
  const { layer, load, open } = abis[abi];
  const loader = new WasmLoader(bridge.wasm as WasmHost);
  return pyodideSession(interpreter, {
    plain: layer(bridge),
    modes,
    fixture: (name) => {
      const file = fileOf(name);
      const bytes = files.get(file);
      if (bytes === undefined) throw new RangeError(`no fixture in C is named "${name}"`);
      if (bytes instanceof Error) throw bytes;
      const extension = open(loader, bridge, file, bytes, policy);
      return file === name ? extension.module() : extension.module(name.replaceAll("-", "_"));
    },
    load,
  });
}

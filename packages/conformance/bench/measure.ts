/** Measuring all functions in all flavours. */

import { type Flavour, flavours, type ModeName, modes, type Surroundings } from "./flavours.ts";
import { type BenchFunction, functions } from "./functions.ts";
import type { Times } from "./results.ts";
import type { Effort, Runner } from "./runner.ts";
import { AbsentError } from "./sources.ts";
import { median } from "./statistics.ts";

/** Which functions and flavours are measured; left out, all. */
export interface Selection {
  /** Functions by name. */
  readonly functions?: readonly string[];
  /** Flavours by name, `universal-linked+debug`. */
  readonly flavours?: readonly string[];
}

/** What is told while it goes on. */
export type Progress = (text: string) => void;

/** What was measured. */
export interface Measured {
  /** Nanoseconds by function and flavour. */
  readonly times: Times;
  /** How many turns a function had in the middle; what a tenth of them stay below counts. */
  readonly turns: number;
  /** Why flavours are absent, by name. */
  readonly absent: Readonly<Record<string, string>>;
  /** What was wrong, one line each: wrong results, changed reference counts. */
  readonly wrong: readonly string[];
  /** The same of flavours that are not ours. */
  readonly notes: readonly string[];
}

/** A flavour with modes around it, by its full name. */
interface Variant {
  readonly name: string;
  readonly flavour: Flavour;
  readonly modes: readonly ModeName[];
}

/** Calls after which reference counts may not have changed. */
const checkedCalls = 50;

/**
 * The flavours without modes, and then those with modes: what a mode does to the engine's opinion of our code must not
 * slow down who has none. Each group has `raw` in it, for the ratios.
 */
function groupsOf(wanted: readonly string[] | undefined, absent: Record<string, string>): Variant[][] {
  const isWanted = ({ name }: Variant): boolean =>
    wanted === undefined || wanted.includes(name) || name === "raw";
  const plain: Variant[] = [];
  const modal: Variant[] = [];
  for (const [name, flavour] of Object.entries(flavours)) {
    if ("absent" in flavour) {
      absent[name] = flavour.absent;
      continue;
    }
    plain.push({ name, flavour, modes: [] });
    if (flavour.modes !== true) continue;
    for (const mode of modes) modal.push({ name: `${name}+${mode}`, flavour, modes: [mode] });
  }
  const raw = plain.slice(0, 1);
  return [plain, [...raw, ...modal]]
    .map((group) => group.filter(isWanted))
    .filter((group, index) => index === 0 || group.length > 1);
}

/** Loads the flavours of a group; notes which are absent. */
function load(
  group: readonly Variant[],
  runner: Runner,
  around: Surroundings,
  absent: Record<string, string>,
): string[] {
  const loaded: string[] = [];
  for (const { name, flavour, modes } of group) {
    try {
      runner.add(name, flavour.module(around, modes));
      loaded.push(name);
    } catch (error) {
      if (!(error instanceof AbsentError)) throw error;
      absent[name] = error.message;
    }
  }
  return loaded;
}

/** Measures what was chosen. @throws RangeError for a name that there is not. */
export function measureAll(
  runner: Runner,
  around: Surroundings,
  effort: Effort,
  selection: Selection,
  progress: Progress,
): Measured {
  const chosen = choose(selection.functions);
  checkFlavours(selection.flavours ?? []);
  const absent: Record<string, string> = {};
  const wrong: string[] = [];
  const notes: string[] = [];
  const turns: number[] = [];
  const times = new Map<string, Map<string, number>>();
  for (const group of groupsOf(selection.flavours, absent)) {
    const names = load(group, runner, around, absent);
    for (const fn of chosen) {
      progress(`${fn.name}, ${names.length} flavours`);
      for (const [name, what] of Object.entries(runner.check(fn, names, checkedCalls)))
        (name === "jsproxy" ? notes : wrong).push(`${name}: ${fn.name}: ${what}`);
      const measured = runner.measure(fn, names, effort);
      turns.push(measured.rounds);
      addTimes(times, fn.name, measured.times);
    }
  }
  return { times, turns: median(turns), absent, wrong, notes };
}

/**
 * Notes the times of a group. Those of a later group are brought to the speed that `raw` had in the first: the machine
 * may run at another one by then.
 */
function addTimes(
  times: Map<string, Map<string, number>>,
  name: string,
  row: ReadonlyMap<string, number>,
): void {
  const known = times.get(name);
  if (known === undefined) {
    times.set(name, new Map(row));
    return;
  }
  const scale = (known.get("raw") as number) / (row.get("raw") as number);
  for (const [flavour, ns] of row) if (flavour !== "raw") known.set(flavour, ns * scale);
}

function choose(names: readonly string[] | undefined): readonly BenchFunction[] {
  for (const name of names ?? []) {
    if (functions.some((fn) => fn.name === name)) continue;
    throw new RangeError(
      `There is no function "${name}"; there are ${functions.map((fn) => fn.name).join(", ")}.`,
    );
  }
  return names === undefined ? functions : functions.filter(({ name }) => names.includes(name));
}

function checkFlavours(names: readonly string[]): void {
  for (const name of names) {
    const [flavour = "", mode] = name.split("+");
    if (flavour in flavours && (mode === undefined || modes.some((known) => known === mode))) continue;
    throw new RangeError(
      `There is no flavour "${name}"; there are ${Object.keys(flavours).join(", ")}, some of them with ` +
        `${modes.map((known) => `+${known}`).join(" or ")} behind the name.`,
    );
  }
}

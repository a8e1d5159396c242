/** Which of a module's functions get entries, for which signatures, and which of their handles are objects there. */

import type { spec } from "@hpyjs/core";
import type { ModuleParts } from "../../linked/relink/parts.ts";
import type { SandboxCode } from "./assembly.ts";
import type { ObjectFlows } from "./object-flow.ts";
import type { ObjectUses } from "./object-uses.ts";
import { placeNumber, shapeName, shapes, wayName } from "./ways.ts";

/** An entry of one of the module's functions. */
export interface PlannedWay {
  /** Its name. */
  readonly name: string;
  /** The name of its code, which it shares with others. */
  readonly object: string;
  /** The number by which JavaScript knows it. */
  readonly number: number;
  /** The function that it calls. */
  readonly target: number;
  /** The copy of it that it calls instead; `null` for none. */
  readonly copy: Copy | null;
}

/** A copy of a function of the module's, some of whose handles are objects. */
export interface Copy {
  readonly target: number;
  /** Which of its parameters, as bits. */
  readonly objects: number;
  /** Which parameter has the names of those arguments that come with one; 0 for none. */
  readonly names: number;
  readonly uses: ObjectUses;
}

/** The local of `kwnames` among parameters with these names; 0 for none. */
const namesOf = (parameters: readonly string[]): number => 1 + parameters.indexOf("kwnames");

/** The parameters of a function that can be objects, when it is called for a signature: as bits. */
function objectsOf({ params }: spec.SignatureRow, uses: ObjectUses): number {
  const isFree = (local: number): boolean => !uses.escaping.has(local);
  const types = Object.entries(params);
  const names = namesOf(types.map(([name]) => name));
  let objects = 0;
  for (const [index, [, type]] of types.entries()) {
    const local = index + 1;
    if (type === "HPy" && isFree(local) && !uses.arrays.has(local)) objects |= 1 << local;
  }
  for (const [index, [, type]] of types.entries()) {
    const local = index + 1;
    if (type !== "const HPy *" || !isFree(local) || uses.handles.has(local)) continue;
    // To see whether there is an item, the copy looks at how many there are: some have names.
    const isCounted = names === 0 || (objects & (1 << names)) !== 0;
    if (isCounted || !uses.arrays.has(local)) objects |= 1 << local;
  }
  return objects;
}

/** Whether a function does with its parameters, and returns, what one of a signature may. */
function mayBe({ params, returns }: spec.SignatureRow, uses: ObjectUses, isLate: boolean): boolean {
  if (returns !== "HPy" && (isLate || uses.returned.length > 0)) return false;
  return Object.values(params).every(
    (type, index) => !(type === "HPy" ? uses.arrays : uses.handles).has(index + 1),
  );
}

/** Whether something is done with objects in a function, so that it takes a copy of it. */
const areUsed = (objects: number, { arrays, handles, held }: ObjectUses): boolean =>
  held.size > 0 || [...handles, ...arrays].some((local) => (objects & (1 << local)) !== 0);

/** The entries of functions in the module's part of the table, as many as their types allow. */
export function waysOf(
  { bodies, functionImports, functionTypes, tableFunctions, types }: ModuleParts,
  code: SandboxCode,
  late: ReadonlySet<number>,
  flows: ObjectFlows,
): PlannedWay[] {
  const ways: PlannedWay[] = [];
  for (const [place, target] of tableFunctions) {
    const type = types[functionTypes[target - functionImports] ?? -1] ?? null;
    const body = bodies[target - functionImports];
    if (type === null || body === undefined) continue;
    const found = shapes.flatMap(({ kinds, row }, position) =>
      type === `i:i${"i".repeat(Object.keys(row.params).length)}` ? [{ kinds, position, row }] : [],
    );
    if (found.length === 0) continue;
    const known = flows.of(target);
    for (const { kinds, position, row } of found) {
      if (known !== null && !mayBe(row, known, late.has(target))) continue;
      const objects = known === null ? 0 : objectsOf(row, known);
      const names = namesOf(Object.keys(row.params));
      const copy = known !== null && areUsed(objects, known) ? { target, objects, names, uses: known } : null;
      const form = { objects, isLate: late.has(target) || (known?.returned.length ?? 0) > 0 };
      const common = { number: placeNumber(place, position), target, copy };
      const add = (kind?: number): void => {
        const [name, object] = [wayName(place, position, kind), shapeName(position, form, kind)];
        ways.push({ ...common, name, object });
      };
      if (code.catches) add();
      else for (const kind of kinds.keys()) add(kind);
    }
  }
  return ways;
}

/** The name of a copy. */
export const copyName = ({ names, objects, target }: Copy): string => `copy:${target}/${objects}/${names}`;

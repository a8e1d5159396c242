/**
 * Comparing an ABI with the one that was locked. What is locked stays for ever: a name that now says something else,
 * or is gone, breaks modules that are compiled already. What is new breaks nothing and only asks to be locked.
 */

/** An ABI in text: what each name stands for, in groups. */
export type Abi = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** One name that is not what the lock says. */
export interface Difference {
  /** The group that the name is in. */
  readonly group: string;
  /** The name. */
  readonly name: string;
  /** What the lock says; undefined for what is new. */
  readonly locked: string | undefined;
  /** What the ABI says now; undefined for what is gone. */
  readonly now: string | undefined;
}

/** What the comparison found. */
export interface Comparison {
  /** Names that changed or are gone. Any of them is an error. */
  readonly broken: readonly Difference[];
  /** Names that the lock does not have yet. */
  readonly added: readonly Difference[];
}

/**
 * Compare an ABI with the locked one.
 *
 * @param locked - What was locked.
 * @param now - What the spec describes.
 */
export function compareAbi(locked: Abi, now: Abi): Comparison {
  const broken: Difference[] = [];
  const added: Difference[] = [];
  for (const group of new Set([...Object.keys(locked), ...Object.keys(now)])) {
    const before = locked[group] ?? {};
    const after = now[group] ?? {};
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      const difference = { group, name, locked: before[name], now: after[name] };
      if (difference.locked === undefined) added.push(difference);
      else if (difference.locked !== difference.now) broken.push(difference);
    }
  }
  return { broken, added };
}

/**
 * The lock with everything that is new at the end of its group; what it has keeps its place and its text.
 *
 * @param locked - What was locked.
 * @param now - What the spec describes.
 */
export function appendAbi(locked: Abi, now: Abi): Abi {
  const groups = [...new Set([...Object.keys(locked), ...Object.keys(now)])];
  return Object.fromEntries(
    groups.map((group) => [group, { ...locked[group], ...now[group], ...locked[group] }]),
  );
}

/** One line about a difference, for a person. */
export function describeDifference({ group, name, locked, now }: Difference): string {
  if (locked === undefined) return `${group}: ${name} is new: ${now}`;
  if (now === undefined) return `${group}: ${name} is gone; it was: ${locked}`;
  return `${group}: ${name} changed\n    locked: ${locked}\n    now:    ${now}`;
}

/** The file that keeps the locked ABI. */

import { readFileSync } from "node:fs";
import type { Abi } from "./compare.ts";

/**
 * Reads the lock.
 *
 * @param url - Where it is.
 * @throws Error when there is none, or when it is something else. Without it nothing would be locked, and every change
 * would pass as new: so it is never made anew.
 */
export function readLock(url: URL): Abi {
  let text: string;
  try {
    text = readFileSync(url, "utf8");
  } catch (error) {
    throw new Error(`Cannot read the ABI lock ${url.pathname}; restore it from git`, { cause: error });
  }
  const value: unknown = JSON.parse(text);
  if (!isAbi(value)) {
    throw new Error(
      `The ABI lock ${url.pathname} does not have groups of names with one text each; restore it from git`,
    );
  }
  return value;
}

function isAbi(value: unknown): value is Abi {
  const groups = isRecord(value) ? Object.values(value) : [];
  const isGroup = (it: unknown): boolean =>
    isRecord(it) && Object.values(it).every((text) => typeof text === "string");
  return groups.length > 0 && groups.every(isGroup);
}

function isRecord(it: unknown): it is Record<string, unknown> {
  return typeof it === "object" && it !== null && !Array.isArray(it);
}

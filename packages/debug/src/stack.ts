/** Stack traces: the frames of whoever called into debug mode. */

/** The folder of this package's own code, whose frames are left out, as it may stand in a frame. */
function ownFolder(): string {
  const folder = import.meta.url.slice(0, import.meta.url.lastIndexOf("/") + 1);
  return folder.replace(/^file:\/\//, "");
}

/** The current frames, the innermost first, one a line. @param limit how many. */
export function currentStack(limit: number): string {
  if (limit <= 0) return "";
  const errors = Error as unknown as { stackTraceLimit?: number };
  const before = errors.stackTraceLimit;
  // Some frames are this package's own.
  errors.stackTraceLimit = limit + 12;
  const stack = new Error().stack ?? "";
  if (before !== undefined) errors.stackTraceLimit = before;
  const lines = stack.split("\n").filter((line) => !/^Error\b/.test(line) && line.trim() !== "");
  const own = ownFolder();
  const others = lines.filter((line) => !line.includes(own));
  return (others.length > 0 ? others : lines).slice(0, limit).join("\n");
}

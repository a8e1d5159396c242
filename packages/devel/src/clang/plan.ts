/**
 * What a clang driver would run. A driver starts other programs, which WebAssembly cannot; `-###` makes it print their
 * command lines instead, which are then run one by one. That costs a run of its own, so plans are made with stand-ins
 * for the names of files and used again.
 */

/** What a driver says to a command line. */
export interface Plan {
  /** Whether it would run anything. */
  readonly ok: boolean;
  /** What it says itself: warnings and errors of arguments. */
  readonly said: string;
  /** The command lines that it would run, in order. */
  readonly commands: readonly (readonly string[])[];
}

const banner = /^(clang version|Target:|Thread model:|InstalledDir:|Build config:)/;

/** Reads what `-###` prints. */
export function readPlan(printed: string, ok: boolean): Plan {
  const commands: string[][] = [];
  let said = "";
  for (const line of printed.split("\n")) {
    if (line.startsWith(' "')) commands.push(unquote(line));
    else if (line !== "" && line !== " (in-process)" && !banner.test(line)) said += `${line}\n`;
  }
  return { ok, said, commands };
}

/** The arguments of a printed command line; the first, a program's path, is left out when it is empty. */
function unquote(line: string): string[] {
  const args = [...line.matchAll(/ (?:"((?:[^"\\]|\\.)*)"|(\S+))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll(/\\(.)/g, "$1") ?? plain ?? "",
  );
  return args[0] === "" ? args.slice(1) : args;
}

/** Arguments in which stand-ins, the same for all files of the same kinds, replace the names of files. */
export interface StandIns {
  /** The arguments. */
  readonly args: readonly string[];
  /** The stand-ins for files that are there. */
  readonly inputs: readonly string[];
  /** A command line of the plan, with the files' own names in it. */
  restore(command: readonly string[]): string[];
  /** What the driver says, with the files' own names in it. */
  restoreText(text: string): string;
}

/** Replaces the names of input files and of the output in arguments. */
export function standIns(
  args: readonly string[],
  isInput: (arg: string) => boolean,
  output: string,
): StandIns {
  const names = new Map<string, string>();
  const inputs: string[] = [];
  const replaced = args.map((arg) => {
    if (arg !== output && !isInput(arg)) return arg;
    const extension = /\.[^./]*$/.exec(arg)?.[0] ?? "";
    const name = `stand-in-${names.size}${extension}`;
    names.set(name, arg);
    if (arg !== output) inputs.push(name);
    return name;
  });
  const restore = (command: readonly string[]): string[] =>
    command.map((arg, index) => {
      const name = names.get(arg);
      if (name === undefined) return arg;
      return command[index - 1] === "-main-file-name" ? name.slice(name.lastIndexOf("/") + 1) : name;
    });
  const restoreText = (text: string): string =>
    text.replaceAll(/stand-in-\d+(\.[^./\s']*)?/g, (name) => names.get(name) ?? name);
  return { args: replaced, inputs, restore, restoreText };
}

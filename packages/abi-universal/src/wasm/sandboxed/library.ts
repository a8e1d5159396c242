/**
 * The C library of sandboxed extensions: a module that each of them has an instance of.
 *
 * It exports its functions by a table, whose order a custom section tells: an engine makes an object for each function that
 * a module exports when it instantiates it, and there are nearly a thousand. A library that exports them by name serves as
 * well.
 */

/** The name of the table's export, and of the section with the names of what is in it, a line for each. */
const libraryTable = "hpy.library";

/** A compiled C library. */
export class SandboxLibrary {
  /** The module. */
  readonly module: WebAssembly.Module;
  #places: ReadonlyMap<string, number> | null = null;

  /** Takes a module, which is looked at when somebody wants something of it. */
  constructor(module: WebAssembly.Module) {
    this.module = module;
  }

  /** What an instance of it with these exports has under a name; `undefined` for nothing. */
  find(exports: WebAssembly.Exports, name: string): WebAssembly.ExportValue | undefined {
    const exported = exports[name];
    const table = exports[libraryTable];
    if (exported !== undefined || !(table instanceof WebAssembly.Table)) return exported;
    this.#places ??= placesIn(this.module);
    const place = this.#places.get(name);
    if (place === undefined || place >= table.length) return undefined;
    return (table.get(place) as WebAssembly.ExportValue | null) ?? undefined;
  }
}

function placesIn(module: WebAssembly.Module): ReadonlyMap<string, number> {
  const [section] = WebAssembly.Module.customSections(module, libraryTable);
  if (section === undefined) return new Map();
  return new Map(
    new TextDecoder()
      .decode(section)
      .split("\n")
      .map((name, place) => [name, place]),
  );
}

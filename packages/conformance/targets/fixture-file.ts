/** In which file a fixture in C is. */

/** The file, without its ending, that a fixture is in: most have one of their own. */
export function fileOf(name: string): string {
  return name.startsWith("module-") ? "module-variants" : name;
}

/** What is on the site, in the order of the navigation. */

/** A page whose text is a Markdown file of the repository. */
export interface FilePage {
  /** Where it is on the site, without `.html`. */
  readonly path: string;
  /** The file, from the root of the repository. */
  readonly file: string;
  /** The words of the navigation; the page's own heading when left out. */
  readonly label?: string;
  /** Whether the page is simply left out while nobody has written it. */
  readonly optional?: true;
}

/** A page that something else than the Markdown makes, or another site inside this one. */
export interface MadePage {
  /** Where it is on the site; with an ending, as a link needs it. */
  readonly href: string;
  /** The words of the navigation. */
  readonly label: string;
}

/** A part of the navigation. */
export interface Section {
  /** Its heading. */
  readonly title: string;
  /** Its pages in order. */
  readonly pages: readonly (FilePage | MadePage)[];
}

function page(path: string, label?: string): FilePage {
  return { path, file: `docs/pages/${path}.md`, ...(label !== undefined && { label }) };
}

function guide(name: string, label: string): FilePage {
  return page(`guide/${name}`, label);
}

function fromRoot(path: string, file: string, label: string): FilePage {
  return { path, file, label };
}

/** The packages with a page of their own: that is their README. */
const packages: readonly string[] = [
  "hpyjs",
  "extension",
  "devel",
  "debug",
  "trace",
  "core",
  "wasm",
  "abi-universal",
  "abi-hybrid",
  "cpython-bridge",
  "conformance",
];

/** The name that a package is installed by. */
function packageName(folder: string): string {
  return folder === "hpyjs" ? folder : `@hpyjs/${folder}`;
}

/** The navigation. */
export const sections: readonly Section[] = [
  {
    title: "Start",
    pages: [
      page("index", "What it is"),
      page("quickstart-typescript", "Quickstart: TypeScript"),
      page("quickstart-c", "Quickstart: C"),
      page("questions", "First questions"),
      { href: "live/index.html", label: "Try it live" },
    ],
  },
  {
    title: "Guides",
    pages: [
      guide("types", "Types and subclasses"),
      guide("errors", "Errors"),
      guide("handles", "Handles and lifetimes"),
      guide("numbers", "Handles as numbers"),
      guide("fields", "Fields and globals"),
      guide("buffers", "Buffers"),
      guide("calls", "The call protocol"),
      guide("modules", "Modules and state"),
      guide("sandbox", "Sandboxing"),
      guide("wheels", "Packaging a wheel"),
      guide("debug", "Testing with debug mode"),
      guide("trace", "Profiling with trace mode"),
    ],
  },
  {
    title: "Coming from elsewhere",
    pages: [
      guide("from-c-api", "From the C API"),
      guide("from-jsproxy", "From JsProxy"),
      guide("migration", "Migrating step by step"),
      guide("hybrid-abi", "The hybrid ABI"),
      page("compare", "How it compares"),
    ],
  },
  {
    title: "Reference",
    pages: [
      { href: "api/index.html", label: "The API, function by function" },
      { href: "api/helpers.html", label: "Helpers" },
      { href: "api/comforts.html", label: "Beyond HPy, in TypeScript" },
      { href: "api/constants.html", label: "Constants" },
      { href: "api/slots.html", label: "Slots" },
      { href: "reference/index.html", label: "TypeScript reference" },
      { href: "packages/hpyjs.html#the-command", label: "The command hpyjs" },
      { href: "conformance.html", label: "Conformance" },
      { href: "benchmarks.html", label: "Benchmarks" },
    ],
  },
  {
    title: "Packages",
    pages: packages.map((folder) => ({
      path: `packages/${folder}`,
      file: `packages/${folder}/README.md`,
      label: packageName(folder),
      optional: true,
    })),
  },
  {
    title: "Project",
    pages: [
      fromRoot("design/architecture", "ARCHITECTURE.md", "Architecture"),
      fromRoot("design/security", "SECURITY.md", "Security"),
      fromRoot("design/contributing", "CONTRIBUTING.md", "Contributing"),
    ],
  },
];

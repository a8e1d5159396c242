/** What `hpyjs new` writes. */

const ignored = "node_modules/\ndist/\n";

function manifest(
  name: string,
  scripts: Readonly<Record<string, string>>,
  packages: readonly string[],
): string {
  const dependencies = Object.fromEntries(packages.map((dependency) => [dependency, "*"]));
  return `${JSON.stringify({ name, version: "0.1.0", private: true, type: "module", scripts, dependencies }, null, 2)}\n`;
}

function readme(name: string, language: string, commands: string): string {
  return `# ${name}

A Python extension module in ${language}, for every Pyodide.

\`\`\`sh
${commands}
\`\`\`
`;
}

function pythonTest(name: string): string {
  return `"""Tests the module ${name}: run it with npm test."""

import ${name}

assert ${name}.greet("world") == "Hello, world!", ${name}.greet("world")
assert ${name}.add(2, 3) == 5
try:
    ${name}.add("two", 3)
except TypeError as exc:
    print("refused as it should be:", exc)
else:
    raise AssertionError("a str was taken for a number")
print("${name} works")
`;
}

/** A module in TypeScript. */
export function typescriptFiles(name: string): Readonly<Record<string, string>> {
  const file = `src/${name}.ts`;
  return {
    "package.json": manifest(
      name,
      {
        test: `hpyjs run test.py --ext ${file}`,
        stubs: `hpyjs stubs ${file} -o dist`,
        wheel: `hpyjs wheel ${file} --name ${name} --version 0.1.0 -o dist`,
      },
      ["@hpyjs/extension", "esbuild", "hpyjs", "pyodide"],
    ),
    [file]: `import { HPyModule } from "@hpyjs/extension";

/** The module ${name}. */
export const ${name} = HPyModule("${name}", {
  doc: "An extension module in TypeScript.",
  methods: {
    greet: {
      doc: "A greeting for somebody.",
      parameters: ["name", "/"],
      O: (ctx, _self, name) => \`Hello, \${ctx.toJS(name)}!\`,
    },
    add: {
      doc: "The sum of two integers.",
      parameters: ["a", "b", "/"],
      VARARGS: (ctx, _self, args) => {
        const [a, b] = ctx.Arg_Parse(args, "ll:add");
        return a + b;
      },
    },
  },
});
`,
    "test.py": pythonTest(name),
    "README.md": readme(
      name,
      "TypeScript",
      "npm install\nnpm test        # runs test.py in Pyodide\nnpm run wheel   # packs a wheel",
    ),
    ".gitignore": ignored,
  };
}

function cSource(name: string, isCpp: boolean): string {
  const sum = isCpp ? "sum(a, b)" : "a + b";
  return `#include <hpy.h>
${isCpp ? "\ntemplate <typename... Numbers> static long sum(Numbers... numbers) { return (numbers + ...); }\n" : ""}
HPyDef_METH(greet, "greet", HPyFunc_O, .doc = "greet(name, /)\\n--\\n\\nA greeting for somebody.")
static HPy greet_impl(HPyContext *ctx, HPy self, HPy name) {
  (void)self;
  const char *text = HPyUnicode_AsUTF8AndSize(ctx, name, NULL);
  if (text == NULL)
    return HPy_NULL;
  return HPyUnicode_FromFormat(ctx, "Hello, %s!", text);
}

HPyDef_METH(add, "add", HPyFunc_VARARGS, .doc = "add(a, b, /)\\n--\\n\\nThe sum of two integers.")
static HPy add_impl(HPyContext *ctx, HPy self, const HPy *args, size_t nargs) {
  (void)self;
  long a, b;
  if (!HPyArg_Parse(ctx, NULL, args, nargs, "ll:add", &a, &b))
    return HPy_NULL;
  return HPyLong_FromLong(ctx, ${sum});
}

static HPyDef *defines[] = {&greet, &add, NULL};
static HPyModuleDef module = {
    .doc = "An extension module in ${isCpp ? "C++" : "C"}.",
    .size = 0,
    .legacy_methods = NULL,
    .defines = defines,
    .globals = NULL,
};
HPy_MODINIT(${name}, module)
`;
}

/** A module in C or C++. */
export function cFiles(name: string, language: "c" | "cpp"): Readonly<Record<string, string>> {
  const file = `src/${name}.${language}`;
  const built = `dist/${name}.hpy0.wasm`;
  const build = `hpyjs build ${file} -o dist`;
  return {
    "package.json": manifest(
      name,
      {
        build,
        test: `${build} && hpyjs run test.py --ext ${built}`,
        stubs: `hpyjs stubs ${built} -o dist`,
        wheel: `hpyjs wheel ${built} --name ${name} --version 0.1.0 -o dist`,
      },
      ["@hpyjs/devel", "hpyjs", "pyodide"],
    ),
    [file]: cSource(name, language === "cpp"),
    "test.py": pythonTest(name),
    "README.md": readme(
      name,
      language === "cpp" ? "C++" : "C",
      "npm install\nnpm test        # compiles, and runs test.py in Pyodide\nnpm run wheel   # packs a wheel",
    ),
    ".gitignore": ignored,
  };
}

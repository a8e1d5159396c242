import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));

/** One project per folder with unit tests; the tests lie beside the sources. */
const folders = [
  ...["packages", "examples"].flatMap((group) =>
    readdirSync(`${root}${group}`).map((name) => `${group}/${name}`),
  ),
  "docs",
  "tools",
];

export default defineConfig({
  resolve: {
    // Packages import each other by name; unit tests run on the sources, so no build is needed before them.
    alias: [
      { find: /^@hpyjs\/([^/]+)$/, replacement: `${root}packages/$1/src/index.ts` },
      { find: /^@hpyjs\/([^/]+)\/([^/]+)$/, replacement: `${root}packages/$1/src/$2/index.ts` },
      { find: /^hpyjs$/, replacement: `${root}packages/hpyjs/src/index.ts` },
    ],
  },
  test: {
    pool: "forks",
    // The default leaves one processor to itself, which is half of a small machine.
    maxWorkers: "100%",
    // Starting an interpreter takes a second or two, and many times that on a busy machine.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    passWithNoTests: true,
    // What an interpreter says when a test kills it is of interest only where the test fails.
    silent: "passed-only",
    projects: folders.map((folder) => ({
      extends: true,
      test: {
        name: folder.replace(/^.*\//, ""),
        root: root + folder,
        include: ["**/*.test.ts"],
        exclude: ["**/node_modules/**", "**/dist/**", "**/fixtures/**"],
      },
    })),
  },
});

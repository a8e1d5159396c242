/** An empty npm project outside of the workspace, into which the tarballs are installed. */

import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import type { Packed } from "./pack.ts";

const files = fileURLToPath(new URL("./files/", import.meta.url));

/** How a command ended. */
export interface Outcome {
  readonly ok: boolean;
  /** What it wrote, to both streams. */
  readonly output: string;
  /** What it wrote to standard output. */
  readonly stdout: string;
}

/** A project. */
export class Project {
  /** Its folder. */
  readonly folder: string = realpathSync(mkdtempSync(join(tmpdir(), "hpyjs-stranger-")));

  /** Makes the project with the files that a stranger would have written. */
  constructor() {
    cpSync(files, this.folder, { recursive: true });
    this.write("package.json", `${JSON.stringify({ name: "stranger", private: true, type: "module" })}\n`);
  }

  /** Installs the tarballs and, from the registry, other packages. @throws Error when npm cannot. */
  install(packages: readonly Packed[], others: readonly string[]): void {
    this.#npm(["install", ...packages.map(({ tarball }) => tarball), ...others]);
    for (const { name, version } of packages) {
      const manifest = realpathSync(join(this.folder, "node_modules", name, "package.json"));
      if (!manifest.startsWith(this.folder + sep))
        throw new Error(`${name} was installed from outside: ${manifest}`);
      const installed = JSON.parse(readFileSync(manifest, "utf8"));
      if (installed.version !== version)
        throw new Error(`${name} ${installed.version} is not what was packed`);
      for (const field of ["dependencies", "peerDependencies"]) {
        const open = Object.entries(installed[field] ?? {}).find(([, range]) =>
          `${range}`.includes("workspace:"),
        );
        if (open !== undefined) throw new Error(`${name} was packed with ${open[0]} at ${open[1]}`);
      }
    }
  }

  /** Installs a Node in a folder of its own. @returns its executable. */
  installNode(version: string): string {
    const folder = join(this.folder, `node-${version}`);
    mkdirSync(folder);
    writeFileSync(join(folder, "package.json"), "{}\n");
    this.#npm(["install", `node@${version}`], folder);
    return join(folder, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
  }

  /** Writes a file of the project. */
  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  /** Runs a script on a Node. */
  node(executable: string, ...args: readonly string[]): Outcome {
    return this.#run(executable, args);
  }

  /** Runs a command of an installed package, on the Node that this runs on. */
  bin(name: string, ...args: readonly string[]): Outcome {
    return this.#run(join(this.folder, "node_modules", ".bin", name), args);
  }

  /** Deletes the project. */
  delete(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #run(command: string, args: readonly string[]): Outcome {
    const { status, error, stdout, stderr } = spawnSync(command, args, {
      cwd: this.folder,
      encoding: "utf8",
      // Neither the workspace's commands nor its modules: only Node's folder comes first.
      env: {
        ...process.env,
        NODE_PATH: "",
        NODE_OPTIONS: "",
        NO_COLOR: "1",
        PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH}`,
      },
      shell: process.platform === "win32",
    });
    if (error !== undefined) return { ok: false, output: error.message, stdout: "" };
    return { ok: status === 0, output: (stdout + stderr).trim(), stdout };
  }

  #npm(args: readonly string[], cwd: string = this.folder): void {
    execFileSync("npm", [...args, "--no-audit", "--no-fund", "--loglevel=error"], {
      cwd,
      shell: process.platform === "win32",
      stdio: ["ignore", "pipe", "inherit"],
    });
  }
}

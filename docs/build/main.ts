/**
 * Builds the site into `docs/dist`: static files that any server, or none, can serve. Exits with 1 if a link on it leads
 * nowhere.
 */

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { readOptions } from "../../tools/command/options.ts";
import { buildAssets } from "./assets.ts";
import { brokenLinks } from "./links.ts";
import { buildReference } from "./reference.ts";
import { out, root } from "./root.ts";
import { buildSite } from "./site.ts";

const usage = `Builds the documentation site into docs/dist.

pnpm docs [OPTIONS]

  --local              the live page takes Pyodide from here, not from its CDN: it then works offline
  --no-reference       leave out the TypeScript reference, which takes the longest
  --conformance FILE   what \`pnpm conformance --json FILE\` wrote (docs/data/conformance.json)
  --bench FILE         what \`pnpm bench --json FILE\` wrote (docs/data/bench.json)
  --help               print this text`;

function write(path: string, content: string | Uint8Array): void {
  const file = `${out}${path}`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function main(): Promise<number> {
  const { values } = readOptions(usage, {
    options: {
      local: { type: "boolean", default: false },
      reference: { type: "boolean", default: true },
      conformance: { type: "string", default: `${root}docs/data/conformance.json` },
      bench: { type: "string", default: `${root}docs/data/bench.json` },
    },
    allowNegative: true,
  });
  rmSync(out, { recursive: true, force: true });
  // typedoc is a process of its own: it runs while the rest is built.
  const reference = values.reference ? buildReference() : null;
  const pages = buildSite({ conformance: values.conformance, bench: values.bench }, write);
  await buildAssets(values.local, write);
  await reference;
  const broken = brokenLinks(out, ["reference/"]).filter(
    (link) => values.reference || !/: (?:\.\.\/)*reference\//.test(link),
  );
  for (const link of broken) console.error(`Broken link in ${link}`);
  console.log(`${pages} pages in docs/dist, ${broken.length} broken links`);
  return broken.length === 0 ? 0 : 1;
}

process.exitCode = await main();

/**
 * A small server of static files for browser tests, on a free port of this machine alone. What is served where is a table
 * of mounts; a page's content security policy comes with the path.
 */

import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";

/** What is served at a path: a folder (the path ends with `/`), or a file's content. */
export type Mount = { readonly folder: string } | Content;

/** A file that is made, not read. */
export interface Content {
  readonly body: string | Uint8Array;
  /** The header `Content-Security-Policy`. */
  readonly policy?: string;
}

/** A running server. */
export interface Server {
  /** Its address, ending with `/`. */
  readonly url: string;
  /** Ends it. */
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".mjs": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

/** Finds what belongs to a path. @returns null where there is nothing. */
function find(mounts: ReadonlyMap<string, Mount>, path: string): Content | null {
  const exact = mounts.get(path);
  if (exact !== undefined && "body" in exact) return exact;
  for (const [prefix, mount] of mounts) {
    if (!("folder" in mount) || !prefix.endsWith("/") || !path.startsWith(prefix)) continue;
    const inside = normalize(path.slice(prefix.length));
    if (inside.startsWith("..")) continue;
    try {
      return { body: readFileSync(join(mount.folder, inside)) };
    } catch {
      // Not in this folder.
    }
  }
  return null;
}

/** Starts a server. Paths begin with `/`; what is added to `mounts` later is served, too. */
export async function serve(mounts: ReadonlyMap<string, Mount>): Promise<Server> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const found = find(mounts, path);
    if (found === null) {
      response.writeHead(404).end(`nothing at ${path}`);
      return;
    }
    const policy = found.policy === undefined ? {} : { "Content-Security-Policy": found.policy };
    const type = types[extname(path)] ?? (path.endsWith("/") ? types[".html"] : "application/octet-stream");
    response.writeHead(200, { "Content-Type": type, "Cache-Control": "no-store", ...policy }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

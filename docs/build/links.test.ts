import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { brokenLinks } from "./links.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "links-"));
  mkdirSync(join(folder, "guide"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (path: string, html: string): void => writeFileSync(join(folder, path), html);

test("brokenLinks() finds missing pages and missing anchors, and nothing else", () => {
  write("index.html", '<h2 id="a-b">x</h2><a href="guide/a.html#x&amp;y"></a><a href="guide/no.html"></a>');
  write("guide/a.html", '<p id="x&amp;y"></p><a href="../index.html#a-b"></a><a href="#none"></a>');
  expect(brokenLinks(folder)).toEqual(["guide/a.html: #none (no such anchor)", "index.html: guide/no.html"]);
});

test("brokenLinks() leaves out what is elsewhere, and pages that are skipped", () => {
  write("index.html", '<a href="https://example.org/no"></a><link href="data:x">');
  write("guide/a.html", '<a href="no.html"></a>');
  expect(brokenLinks(folder, ["guide/"])).toEqual([]);
});

import { expect, test } from "vitest";
import { renderPage } from "./layout.ts";

const nav = [
  {
    title: "A",
    links: [
      { href: "index.html", label: "Home" },
      { href: "guide/one.html", label: "One" },
      { href: "guide/two.html", label: "Two" },
    ],
  },
];
const page = { title: "One", summary: "About <one>.", html: "<h1>One</h1>", headings: [] };

test("renderPage() links to pages from where the page is", () => {
  const html = renderPage({ ...page, href: "guide/one.html" }, nav);
  expect(html).toContain('<a href="../index.html">Home</a>');
  expect(html).toContain('<a href="one.html" aria-current="page">One</a>');
  expect(html).toContain('href="../assets/site.css"');
  expect(html).toContain('<a rel="next" href="two.html">Two →</a>');
  expect(html).toContain('content="About &lt;one&gt;."');
  expect(renderPage({ ...page, href: "index.html" }, nav)).toContain('<a href="guide/two.html">Two</a>');
});

test("renderPage() has a table of contents for two headings and more", () => {
  const headings = [
    { level: 2, text: "A & b", anchor: "a--b" },
    { level: 3, text: "C", anchor: "c" },
  ];
  const html = renderPage({ ...page, href: "guide/one.html", headings }, nav);
  expect(html).toContain('<li class="level-2"><a href="#a--b">A &amp; b</a></li>');
  expect(renderPage({ ...page, href: "guide/one.html" }, nav)).not.toContain("On this page");
});

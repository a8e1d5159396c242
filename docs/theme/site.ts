/** The only script of a page: the search, which loads its index when it is first used. */

import MiniSearch, { type SearchResult } from "minisearch";
import { type Entry, searchOptions } from "./search-options.ts";

const form = document.querySelector<HTMLFormElement>("#search");
const input = form?.querySelector("input");
const list = form?.querySelector<HTMLElement>("#results");

if (form && input && list) {
  form.hidden = false;
  const base = new URL(form.dataset.root || ".", location.href);
  let index: Promise<MiniSearch<Entry>> | null = null;
  const load = (): Promise<MiniSearch<Entry>> => {
    index ??= fetch(new URL("search.json", base))
      .then((response) => response.text())
      .then((json) => MiniSearch.loadJSON<Entry>(json, searchOptions));
    return index;
  };

  let chosen = -1;
  const choose = (next: number): void => {
    const options = [...list.children];
    chosen = options.length === 0 ? -1 : (next + options.length) % options.length;
    options.forEach((option, at) => {
      option.setAttribute("aria-selected", String(at === chosen));
    });
    const id = options[chosen]?.id;
    if (id) input.setAttribute("aria-activedescendant", id);
    else input.removeAttribute("aria-activedescendant");
  };

  const item = (result: SearchResult, at: number): HTMLElement => {
    const option = document.createElement("li");
    option.id = `result-${at}`;
    option.role = "option";
    const link = document.createElement("a");
    link.href = new URL(String(result.id), base).href;
    link.tabIndex = -1;
    link.textContent = result.heading || result.page;
    const page = document.createElement("small");
    page.textContent = result.page === result.heading ? "" : result.page;
    link.append(" ", page);
    option.append(link);
    return option;
  };

  const show = async (): Promise<void> => {
    const query = input.value.trim();
    const found = query === "" ? [] : (await load()).search(query).slice(0, 12);
    if (query !== input.value.trim()) return;
    list.replaceChildren(...found.map(item));
    if (query !== "" && found.length === 0) list.textContent = "Nothing found.";
    list.hidden = query === "";
    input.setAttribute("aria-expanded", String(!list.hidden));
    choose(0);
  };

  input.addEventListener("focus", () => void load());
  input.addEventListener("input", () => void show());
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen - 1);
    else if (event.key === "Escape") {
      input.value = "";
      void show();
    } else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    list.children[chosen]?.querySelector("a")?.click();
  });
  document.addEventListener("keydown", (event) => {
    const typing =
      event.target instanceof Element && event.target.closest("input, textarea, [contenteditable]");
    if (event.key !== "/" || typing) return;
    event.preventDefault();
    input.focus();
  });
}

// Without styles for it the list of pages is closed; where there is room for it, it is open.
const pages = document.querySelector<HTMLDetailsElement>("details.navigation");
if (pages) {
  const wide = matchMedia("(min-width: 60rem)");
  const adapt = (): void => {
    pages.open = wide.matches;
  };
  wide.addEventListener("change", adapt);
  adapt();
  pages.querySelector('[aria-current="page"]')?.scrollIntoView({ block: "nearest" });
}

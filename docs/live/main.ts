/** The live page: editors, switches, output, reports, and a console, around a worker that does the work. */

import { createEditor } from "./editor.ts";
import type { Examples, Flavour, Language, ModeName, Reply, Request, TraceRow } from "./protocol.ts";

function element<T extends HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page has no #${id}.`);
  return found as T;
}

const examples = JSON.parse(element("examples").textContent) as Examples;
const form = element<HTMLFormElement>("live");
const chooser = element<HTMLSelectElement>("example");
const memory = element<HTMLElement>("memory");
const run = element<HTMLButtonElement>("run");
const stop = element<HTMLButtonElement>("stop");
const status = element("status");
const output = element("output");
const report = element("report");
const consoleForm = element<HTMLFormElement>("console");
const line = element<HTMLInputElement>("line");
const prompt = element("prompt");

const extension = createEditor(element("extension"), "The extension", "ts");
const script = createEditor(element("script"), "The Python script", "py");

const chosen = (name: string): string => String(new FormData(form).get(name));

function say(text: string, state: "busy" | "ok" | "failed" | "" = ""): void {
  status.textContent = text;
  status.dataset.state = state;
}

function print(stream: "out" | "err" | "in", text: string): void {
  const span = document.createElement("span");
  span.className = stream;
  span.textContent = text;
  output.append(span);
  output.scrollTop = output.scrollHeight;
}

function time(nanoseconds: number): string {
  return nanoseconds < 1e6 ? `${(nanoseconds / 1e3).toFixed(1)} µs` : `${(nanoseconds / 1e6).toFixed(2)} ms`;
}

/** A row of a table, whose first cell is a heading, as all are in the head. */
function cells(texts: readonly string[], scope: "col" | "row"): HTMLElement {
  const row = document.createElement("tr");
  texts.forEach((text, index) => {
    const cell = document.createElement(scope === "col" || index === 0 ? "th" : "td");
    if (cell.tagName === "TH") cell.setAttribute("scope", scope);
    cell.textContent = text;
    row.append(cell);
  });
  return row;
}

function showReport(title: string, content: HTMLElement): void {
  const heading = document.createElement("h2");
  heading.textContent = title;
  report.replaceChildren(heading, content);
  report.hidden = false;
}

function showDebug(text: string): void {
  const pre = document.createElement("pre");
  pre.textContent = text;
  showReport("Debug mode", pre);
}

function showTrace(rows: readonly TraceRow[]): void {
  const table = document.createElement("table");
  table.className = "matrix";
  const head = table.createTHead();
  head.append(cells(["function", "calls", "total", "self"], "col"));
  const body = table.createTBody();
  for (const { name, calls, total, self } of rows.slice(0, 30)) {
    body.append(cells([name, calls.toLocaleString("en"), time(total), time(self)], "row"));
  }
  showReport("Trace mode", table);
}

let worker: Worker;

function receive({ data }: MessageEvent<Reply>): void {
  switch (data.kind) {
    case "progress":
      say(data.text, "busy");
      break;
    case "ready":
      say(`Python ${data.python} is ready`, "ok");
      break;
    case "unavailable":
      print("err", `Python could not be loaded: ${data.reason}\n`);
      say("Python is not available", "failed");
      run.disabled = true;
      line.readOnly = true;
      break;
    case "output":
      print(data.stream, data.text);
      break;
    case "debug":
      showDebug(data.text);
      break;
    case "trace":
      showTrace(data.rows);
      break;
    case "done":
      say(data.ok ? "Done" : "It ended with an error", data.ok ? "ok" : "failed");
      run.disabled = false;
      break;
    case "prompt":
      prompt.textContent = data.more ? "..." : ">>>";
      line.readOnly = false;
      break;
  }
}

function start(): void {
  worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
  worker.addEventListener("message", receive);
  worker.addEventListener("error", (event) => {
    print("err", `${event.message || "The worker could not be loaded."}\n`);
    say("The worker ended", "failed");
  });
  run.disabled = false;
  line.readOnly = false;
  prompt.textContent = ">>>";
}

const ask = (request: Request): void => worker.postMessage(request);

/** Puts the chosen example of the chosen language into the editors. */
function fill(): void {
  const language = chosen("language") as Language;
  memory.hidden = language !== "c";
  const [first] = examples[language];
  const example = examples[language].find(({ name }) => name === chooser.value) ?? first;
  if (example === undefined) return;
  extension.set(example.extension, language);
  script.set(example.script, "py");
}

function offer(): void {
  const language = chosen("language") as Language;
  chooser.replaceChildren(...examples[language].map(({ name }) => new Option(name)));
  fill();
}

for (const radio of form.querySelectorAll('input[name="language"]')) radio.addEventListener("change", offer);
chooser.addEventListener("change", fill);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  run.disabled = true;
  output.replaceChildren();
  report.hidden = true;
  say("Starting", "busy");
  ask({
    kind: "run",
    language: chosen("language") as Language,
    extension: extension.text(),
    script: script.text(),
    mode: chosen("mode") as ModeName,
    flavour: chosen("flavour") as Flavour,
  });
});

// Before the editors see the key, to which it means something else.
form.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    event.stopPropagation();
    if (!run.disabled) form.requestSubmit();
  },
  { capture: true },
);

stop.addEventListener("click", () => {
  worker.terminate();
  say("Stopped; starting again", "busy");
  start();
});

const history: string[] = [];
let place = 0;
consoleForm.addEventListener("submit", (event) => {
  event.preventDefault();
  if (line.readOnly) return;
  line.readOnly = true;
  print("in", `${prompt.textContent} ${line.value}\n`);
  if (line.value.trim() !== "") history.push(line.value);
  place = history.length;
  ask({ kind: "console", line: line.value });
  line.value = "";
});
line.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  event.preventDefault();
  place = Math.min(history.length, Math.max(0, place + (event.key === "ArrowUp" ? -1 : 1)));
  line.value = history[place] ?? "";
});

offer();
start();

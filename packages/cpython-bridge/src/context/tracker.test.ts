import { HPy_NULL, type Tracker } from "@hpyjs/core";
import { beforeAll, describe, expect, it } from "vitest";
import { openInterpreter } from "../../test/open.ts";
import { Python } from "../../test/python.ts";
import type { Interpreter } from "../interpreter.ts";
import { type TrackerApi, trackerContext } from "./tracker.ts";

let api: TrackerApi;
let interpreter: Interpreter;
let python: Python;

beforeAll(async () => {
  const opened = await openInterpreter("pyodide-314");
  interpreter = opened.interpreter;
  api = trackerContext(interpreter);
  python = new Python(opened);
});

describe("trackers", () => {
  it("HPyTracker_Close() closes every handle that was added, beyond the size that was asked for", () => {
    const item = python.get("['item']");
    const before = python.references(item);
    const tracker = api.Tracker_New(1);
    for (let count = 0; count < 20; count++) {
      expect(api.Tracker_Add(tracker, interpreter.capi.Py_XNewRef(item))).toBe(0);
    }
    expect(api.Tracker_Add(tracker, HPy_NULL)).toBe(0);
    expect(python.references(item)).toBe(before + 20);
    api.Tracker_Close(tracker);
    expect(python.references(item)).toBe(before);
  });

  it("HPyTracker_ForgetAll() leaves the handles to the caller, and the tracker usable", () => {
    const item = python.get("['item']");
    const before = python.references(item);
    const tracker = api.Tracker_New(0);
    api.Tracker_ForgetAll(tracker);
    api.Tracker_Add(tracker, item);
    api.Tracker_ForgetAll(tracker);
    api.Tracker_Add(tracker, interpreter.capi.Py_XNewRef(item));
    api.Tracker_Close(tracker);
    expect(python.references(item)).toBe(before);
  });

  it("HPyTracker_New() returns null and sets MemoryError when the size is impossible", () => {
    for (const size of [-1, 2 ** 31 - 1, 2 ** 40]) {
      expect(api.Tracker_New(size)).toBe(0);
      expect(python.takeError()).toBe("MemoryError()");
    }
  });

  it("HPyTracker_Add() returns -1 and sets SystemError when the tracker was closed", () => {
    const tracker = api.Tracker_New(0);
    api.Tracker_Close(tracker);
    const message = "SystemError('HPyTracker_Add: the tracker was closed, or never opened')";
    for (const closed of [tracker, 0 as Tracker]) {
      expect(api.Tracker_Add(closed, python.get("1"))).toBe(-1);
      expect(python.takeError()).toBe(message);
      api.Tracker_ForgetAll(closed);
      api.Tracker_Close(closed);
    }
    expect(python.takeError()).toBe("no error");
  });

  it("belong to one context", () => {
    const tracker = api.Tracker_New(0);
    expect(trackerContext(interpreter).Tracker_Add(tracker, HPy_NULL)).toBe(-1);
    expect(python.takeError()).toMatch("SystemError");
    api.Tracker_Close(tracker);
  });
});

import { type Handle, HandleError } from "@hpyjs/core";
import { beforeEach, describe, expect, it } from "vitest";
import { HPy, inside, KEPT, makeHandle, misuse, NOWHERE, resolveHandle } from "./handle.ts";
import { OUTSIDE, ScopeStack } from "./scope.ts";

const raw = (n: number): Handle => n as Handle;

let closed: number[];
let closedOutside: number[];
let scopes: ScopeStack;

beforeEach(() => {
  closed = [];
  closedOutside = [];
  scopes = new ScopeStack(
    (h) => closed.push(h),
    (h) => closedOutside.push(h),
  );
});

const open = (n: number): HPy => scopes.open(raw(n), null);
const number = (h: HPy): number => resolveHandle(h, scopes);

describe("a scope", () => {
  it("closes what it owns, the latest first, and spends the handles", () => {
    const outer = scopes.enter();
    const handles = [open(11), open(12), open(13)];
    scopes.leave(outer);
    expect(closed).toEqual([13, 12, 11]);
    expect(handles.map((h) => h.isOpen)).toEqual([false, false, false]);
    expect(handles.map(number)).toEqual([0, 0, 0]);
  });

  it("does not close a handle twice that was closed before, in whatever order", () => {
    const outer = scopes.enter();
    const [a, b, c] = [open(11), open(12), open(13)];
    a.close();
    c.close();
    b.close();
    expect(closed).toEqual([11, 13, 12]);
    scopes.leave(outer);
    expect(closed).toHaveLength(3);
  });

  it("leaves the outer scope's handles open, which it can use and close", () => {
    const outside = scopes.enter();
    const [a, b] = [open(11), open(12)];
    const outer = scopes.enter();
    open(13);
    expect([number(a), number(b)]).toEqual([11, 12]);
    a.close();
    scopes.leave(outer);
    expect(closed).toEqual([11, 13]);
    expect(number(b)).toBe(12);
    scopes.leave(outside);
    expect(closed).toEqual([11, 13, 12]);
  });

  it("closes the outer scope's last handle without touching what comes after it", () => {
    const outside = scopes.enter();
    const a = open(11);
    const outer = scopes.enter();
    const b = open(12);
    a.close();
    const c = open(13);
    scopes.leave(outer);
    expect(closed).toEqual([11, 13, 12]);
    expect([b.isOpen, c.isOpen]).toEqual([false, false]);
    scopes.leave(outside);
    expect(closed).toHaveLength(3);
  });

  it("spends borrowed handles without closing them", () => {
    const outer = scopes.enter();
    const h = scopes.borrow(raw(11), null);
    expect(number(h)).toBe(11);
    expect(() => h.close()).toThrow("it is an argument and belongs to the caller");
    h[Symbol.dispose]();
    scopes.leave(outer);
    expect(h.isOpen).toBe(false);
    expect(closed).toEqual([]);
  });

  it("gives a handle up that is returned to Python", () => {
    const outer = scopes.enter();
    const h = open(11);
    open(12);
    expect(scopes.take(inside(h))).toBe(11);
    scopes.leave(outer);
    expect(closed).toEqual([12]);
    expect(misuse(h, scopes).message).toContain("it was returned to Python");
  });

  it("hands a handle on to the outer scope, or outside to whoever has it", () => {
    const outside = scopes.enter();
    const outer = scopes.enter();
    const h = open(11);
    open(12);
    expect(scopes.leaveWith(outer, h)).toBe(false);
    expect(closed).toEqual([12]);
    expect(number(h)).toBe(11);
    expect(scopes.leaveWith(outside, h)).toBe(true);
    expect(inside(h).life).toBe(KEPT);
    expect(closed).toEqual([12]);
    h.close();
    expect(closedOutside).toEqual([11]);
  });

  it("does not hand on what it does not own", () => {
    const outside = scopes.enter();
    const h = open(11);
    const outer = scopes.enter();
    expect(scopes.leaveWith(outer, h)).toBe(false);
    scopes.leave(outside);
    expect(closed).toEqual([11]);
  });

  it("gives its handles to the outer scope when it cannot close them now", () => {
    const outside = scopes.enter();
    const first = scopes.enter();
    const second = scopes.enter();
    const h = open(11);
    scopes.merge(second);
    expect([closed, h.isOpen]).toEqual([[], true]);
    scopes.merge(first);
    expect([closed, h.isOpen]).toEqual([[], true]);
    scopes.leave(outside);
    expect([closed, h.isOpen]).toEqual([[11], false]);
  });

  it("merges with an outer scope that has handles of its own", () => {
    const outside = scopes.enter();
    open(10);
    const outer = scopes.enter();
    open(11);
    scopes.merge(outer);
    expect(closed).toEqual([]);
    scopes.leave(outside);
    expect(closed).toEqual([11, 10]);
  });

  it("runs what was left for its end once, the latest first, before it closes handles", () => {
    const outer = scopes.enter();
    open(11);
    scopes.atEnd(() => closed.push(-1));
    scopes.atEnd(() => closed.push(-2));
    scopes.atEnd(() => closed.push(-3))();
    scopes.leave(outer);
    expect(closed).toEqual([-2, -1, 11]);
  });

  it("finds values of the current scope only", () => {
    const isString = (value: unknown): value is string => typeof value === "string";
    const outside = scopes.enter();
    scopes.atEnd(() => undefined, "outer");
    const outer = scopes.enter();
    expect(scopes.find(isString)).toBeUndefined();
    scopes.atEnd(() => undefined, "inner");
    expect(scopes.find(isString)).toBe("inner");
    scopes.leave(outer);
    expect(scopes.find(isString)).toBe("outer");
    scopes.leave(outside);
  });

  it("can be entered again while it closes", () => {
    const nested: number[] = [];
    const stack = new ScopeStack(
      (h) => {
        if (h !== 11) return;
        const outer = stack.enter();
        nested.push(resolveHandle(stack.open(raw(21), null), stack));
        stack.leave(outer);
      },
      () => undefined,
    );
    const outer = stack.enter();
    stack.open(raw(10), null);
    stack.open(raw(11), null);
    stack.leave(outer);
    expect(nested).toEqual([21]);
    expect(stack.serial).toBe(OUTSIDE);
  });

  it("holds many handles that are closed from the first to the last", () => {
    const outer = scopes.enter();
    const handles = Array.from({ length: 1000 }, (_, i) => open(i + 1));
    for (const h of handles) h.close();
    expect(closed).toHaveLength(1000);
    scopes.leave(outer);
    expect(closed).toHaveLength(1000);
  });
});

describe("outside of any scope", () => {
  it("nothing can be opened, and what was made is closed", () => {
    expect(() => open(11)).toThrow("only usable during a call");
    expect(closedOutside).toEqual([11]);
  });

  it("kept handles stay open and are closed by a call of their own", () => {
    const h = makeHandle(raw(11), KEPT, scopes);
    expect(h.isOpen).toBe(true);
    h.close();
    expect([closed, closedOutside]).toEqual([[], [11]]);
    expect(() => h.close()).toThrow(HandleError);
  });
});

describe("a handle", () => {
  it("is an HPy, and nothing else is", () => {
    expect(makeHandle(raw(1), KEPT, scopes)).toBeInstanceOf(HPy);
    expect([{}, null, 5, Object.create(HPy.prototype)].some((value) => value instanceof HPy)).toBe(false);
  });

  it("is only accepted by its own scopes", () => {
    const other = new ScopeStack(
      () => undefined,
      () => undefined,
    );
    const h = makeHandle(raw(11), KEPT, scopes);
    expect(resolveHandle(h, other)).toBe(0);
    expect(misuse(h, other).message).toContain("belongs to another context");
  });

  it("that is no handle is named in the error", () => {
    for (const [value, text] of [
      [null, "not null"],
      [undefined, "not undefined"],
      [5, "type number"],
      [{}, "type object"],
    ] as const) {
      expect(resolveHandle(value, scopes)).toBe(0);
      expect(misuse(value, scopes).message).toContain(text);
    }
  });

  it("without a place owns nothing", () => {
    const outer = scopes.enter();
    expect(inside(scopes.borrow(raw(1), null)).position).toBe(NOWHERE);
    scopes.leave(outer);
  });
});

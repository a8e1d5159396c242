import { describe, expect, it } from "vitest";
import { tableText } from "./table.ts";

describe("tableText()", () => {
  it("aligns names to the left and numbers to the right", () => {
    const text = tableText({
      head: ["function", "raw", "python"],
      rows: [["nop", "31.2", "1.05"], null, ["worst", "1", "12.34"]],
    });
    expect(text).toBe(
      [
        "function   raw  python",
        "--------  ----  ------",
        "nop       31.2    1.05",
        "--------  ----  ------",
        "worst        1   12.34",
      ].join("\n"),
    );
  });

  it("breaks long names of columns, and sets them at the bottom of the head", () => {
    const text = tableText({ head: ["", "universal-linked+debug", "raw"], rows: [["nop", "1", "2"]] });
    expect(text.split("\n")).toEqual([
      "     universal-",
      "         linked",
      "         +debug  raw",
      "---  ----------  ---",
      "nop           1    2",
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { reportOrRecording, userNumber } from "../../src/cli/input/numbers.js";

describe("a number that a person types", () => {
  it("names a report, or a recording of it", () => {
    expect(reportOrRecording("3")).toEqual({ report: 3 });
    expect(reportOrRecording("3.2")).toEqual({ report: 3, position: 2 });
  });

  it.each(["", "abc", "-1", "1e3", " 7", "9999999999999999"])("is no user's where it is %j", (text) => {
    expect(() => userNumber(text)).toThrow(expect.objectContaining({ code: "user_unknown" }));
  });

  it("is a user's up to the greatest that Telegram gives", () => {
    expect(userNumber("4503599627370495")).toBe(2 ** 52 - 1);
  });
});

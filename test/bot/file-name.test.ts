import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { localDay, localTime } from "../../src/bot/views/calendar.js";
import { reportFileName } from "../../src/bot/views/file-name.js";
import { messages } from "../../src/messages/index.js";
import { hostileText } from "./hostile.js";
import { begun, timeZone } from "./report.js";

const facts = { at: begun, name: "Budi", user: 123456, number: 2, revision: 1, timeZone };
const named = (name: string) => reportFileName(messages.id, { ...facts, name });

describe("the name of a report's file", () => {
  it("is its date, seller and number of the day", () => {
    expect(named("Budi")).toBe("laporan-2026-11-22-budi-2.csv");
    expect(reportFileName(messages.en, facts)).toBe("report-2026-11-22-budi-2.csv");
  });

  it("says which version it is from the second on: an office files both", () => {
    expect(reportFileName(messages.id, { ...facts, revision: 2 })).toBe("laporan-2026-11-22-budi-2-v2.csv");
    expect(reportFileName(messages.en, { ...facts, revision: 12 })).toBe("report-2026-11-22-budi-2-v12.csv");
  });

  it("holds letters and digits of the seller's name, without accents", () => {
    expect(named("  Dwi Café – Toko №1 🥤")).toBe("laporan-2026-11-22-dwi-cafe-toko-no1-2.csv");
    expect(named("../../etc/passwd\0.sh")).toBe("laporan-2026-11-22-etc-passwd-sh-2.csv");
  });

  it("holds the seller's number where the name has no such letter", () => {
    expect(named("王小明")).toBe("laporan-2026-11-22-penjual-123456-2.csv");
    expect(reportFileName(messages.en, { ...facts, name: "" })).toBe("report-2026-11-22-seller-123456-2.csv");
  });

  it("is a plain ASCII file name whatever the seller is called", () => {
    const language = fc.constantFrom(messages.id, messages.en);
    const at = fc.date({ min: new Date(0), max: new Date("9999-12-30"), noInvalidDate: true });
    fc.assert(
      fc.property(language, hostileText, at, fc.maxSafeNat(), fc.nat(9999), (m, name, date, user, number) => {
        const file = reportFileName(m, { at: date.getTime(), name, user, number, revision: number, timeZone });
        expect(file).toMatch(/^(laporan|report)-\d{4}-\d\d-\d\d-[a-z0-9]+(-[a-z0-9]+)*-\d+(-v\d+)?\.csv$/);
        expect(file.length).toBeLessThan(80);
      }),
    );
  });
});

describe("a day", () => {
  const late = Date.UTC(2026, 10, 22, 17, 30);

  it("is the box's", () => {
    expect(localDay(late, "UTC")).toBe("2026-11-22");
    expect(localDay(late, "Asia/Jakarta")).toBe("2026-11-23");
    expect(localTime(late, "Asia/Jakarta")).toBe("00:30");
  });
});

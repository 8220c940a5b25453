import { describe, expect, it } from "vitest";
import { fitted, shares } from "../../src/bot/views/columns.js";
import { previewLines } from "../../src/bot/views/preview.js";
import type { Field } from "../../src/domain/template.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { messages } from "../../src/messages/index.js";
import { columnsOf } from "../../src/util/display-width.js";
import { row } from "./report.js";

const field = (key: string, heading: string, type: Field["type"]): Field => ({
  key,
  heading,
  type,
  description: "",
  examples: [],
});

describe("the preview of rows", () => {
  it("keeps its columns straight with emoji, wide characters and accents", () => {
    const rows = [row("Café 🥤", "王小明", 3), row("Cafe\u0301", "Jalan", 12), row(null, "x", null)];
    expect(previewLines(messages.id, drinks, rows)).toEqual([
      "Nama    Alamat Jumlah",
      "─────── ────── ──────",
      "Café 🥤 王小明      3",
      "Cafe\u0301    Jalan      12",
      "–       x           –",
    ]);
  });

  it("gives a long address the room that short columns leave", () => {
    const [, , line] = previewLines(messages.id, drinks, [row("Ani", "Jalan Raya Bogor KM 25 nomor 12", 3)]);
    expect(line).toBe("Ani  Jalan Raya Bogor KM 2…      3");
  });

  it("shows yes and no, and the first five of many columns", () => {
    const fields = Array.from({ length: 20 }, (_, i) => field(`k${i}`, `Kolom ${i}`, i === 0 ? "boolean" : "string"));
    const lines = previewLines(messages.id, { ...drinks, fields }, [
      { values: { k0: true, k1: "abc" }, evidence: {}, flags: {} },
    ]);
    expect(lines).toEqual([
      "Kolom  Kolom  Kolom  Kolom  Kolom",
      "────── ────── ────── ────── ──────",
      "ya     abc    –      –      –",
    ]);
  });

  it("stands where a heading and its cells cannot be seen", () => {
    const fields = [field("a", "\u200B", "string"), field("b", "B", "string")];
    const lines = previewLines(messages.id, { ...drinks, fields }, [
      { values: { a: "\u200D\u200D", b: "" }, evidence: {}, flags: {} },
    ]);
    expect(lines).toHaveLength(3);
  });
});

describe("a column", () => {
  it("counts what a reader sees", () => {
    expect(["abc", "e\u0301", "王", "👩‍👩‍👧", "1️⃣", ""].map(columnsOf)).toEqual([3, 1, 2, 2, 2, 0]);
  });

  it("is filled or cut to its width", () => {
    expect(fitted("ab", 4)).toBe("ab  ");
    expect(fitted("12", 4, true)).toBe("  12");
    expect(fitted("abcde", 4)).toBe("abc…");
    expect(fitted("王小明", 4)).toBe("王… ");
  });

  it("takes what it needs, or an equal part of what is left", () => {
    expect(shares([3, 40, 6], 32)).toEqual([3, 23, 6]);
    expect(shares([40, 40], 33)).toEqual([16, 17]);
  });
});

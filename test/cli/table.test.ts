import { expect, it } from "vitest";
import { rowTable, table } from "../../src/cli/ui/table.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import { columnsOf, cutTo } from "../../src/util/display-width.js";

const head = ["Nama", "Alamat", "Jumlah minuman yang di beli"];
const address = "Perumahan Rambutan Blok H nomor 159, Kecamatan Kramatjati, Bekasi";
const rows = [
  ["Lestari Setiawan", address, 52],
  ["Toko Sumber 🍵 茶", null, 3],
];
const widths = (drawn: string) => drawn.split("\n").map(columnsOf);

it("a table is as wide as its cells where nothing limits it", () => {
  expect(table(head, rows, 0)).toContain(`│ ${address} │`);
});

it.each([100, 80, 60])("a table fits a terminal of %i columns, its long cells wrapped between words", (columns) => {
  const drawn = table(head, rows, columns);
  expect(new Set(widths(drawn)).size).toBe(1);
  expect(widths(drawn)[0]).toBeLessThanOrEqual(columns);
  const addresses = drawn.split("\n").map((line) => line.split("│")[2]?.trim());
  expect(addresses.filter(Boolean).join(" ")).toContain(address);
});

it("a shortened text keeps its beginning and its columns, wide characters counted as two", () => {
  expect(cutTo("07 Toko.ogg", 11)).toBe("07 Toko.ogg");
  expect(cutTo("07 Toko.ogg", 8)).toBe("07 Toko…");
  expect(columnsOf(cutTo("🍵🍵🍵🍵", 6))).toBeLessThanOrEqual(6);
  expect(cutTo("abc", 0)).toBe("");
});

it("rows are shown as they are written, a cell that was not heard with a mark, counts to the right", () => {
  const values = { nama: "Budi", alamat: null };
  const drawn = rowTable(drinks, [
    { values: { ...values, jumlah_minuman: 3 }, evidence: {}, flags: {} },
    { values: { ...values, jumlah_minuman: 50 }, evidence: {}, flags: { jumlah_minuman: "unheard" } },
  ]);
  expect(drawn).toMatch(/│ Budi +│ +│ +3 │\n/);
  expect(drawn).toMatch(/│ Budi +│ +│ +\?50 │\n/);
});

it("no name of a column is a mark by itself", () => {
  const fields = drinks.fields.slice(0, 1).map((field) => ({ ...field, key: "constructor" }));
  const values = Object.fromEntries([["constructor", "Budi"]]);
  expect(rowTable({ ...drinks, fields }, [{ values, evidence: {}, flags: {} }])).toContain("│ Budi │");
});

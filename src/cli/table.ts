import Table from "cli-table3";
import { printable } from "../domain/printable.js";
import type { Row } from "../domain/row.js";
import type { Template } from "../domain/template.js";

/** A plain table for the terminal; numbers to the right. */
export function table(head: string[], rows: (string | number | boolean | null)[][]): string {
  const numeric = head.map((_, i) => rows.length > 0 && rows.every((r) => r[i] === null || typeof r[i] === "number"));
  const drawn = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: numeric.map((n) => (n ? "right" : "left")),
  });
  for (const row of rows) drawn.push(row.map((cell) => (cell === null ? "" : printable(String(cell)))));
  return drawn.toString();
}

/** The report's rows as the CSV will hold them. */
export function rowTable(template: Template, rows: readonly Row[]): string {
  return table(
    template.fields.map((f) => f.heading),
    rows.map((row) => template.fields.map((f) => row.values[f.key] ?? null)),
  );
}

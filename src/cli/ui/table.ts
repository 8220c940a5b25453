import Table from "cli-table3";
import { marked, type Row } from "../../domain/row.js";
import { isNumeric, type Template } from "../../domain/template.js";
import { columnsOf } from "../../util/display-width.js";
import { printable } from "../../util/printable.js";

const leastColumn = 8;
const padding = 2;

/** A plain table for the terminal, no wider than it; columns of numbers to the right. */
export function table(
  headings: string[],
  rows: (string | number | boolean | null)[][],
  columns = process.stdout.columns,
  numeric = headings.map((_, i) => rows.length > 0 && rows.every((r) => r[i] === null || typeof r[i] === "number")),
): string {
  const head = headings.map(printable);
  const cells = rows.map((row) => row.map((cell) => (cell === null ? "" : printable(String(cell)))));
  const natural = head.map((_, i) => padding + Math.max(...[head, ...cells].map((line) => columnsOf(line[i] ?? ""))));
  const drawn = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: numeric.map((n) => (n ? "right" : "left")),
    colWidths: columns ? fitted(natural, columns - head.length - 1) : natural,
    wordWrap: true,
  });
  drawn.push(...cells);
  return drawn.toString();
}

/** The widest columns give way until the sum fits. */
function fitted(widths: readonly number[], most: number): number[] {
  const narrowed = [...widths];
  while (narrowed.reduce((a, b) => a + b, 0) > most) {
    const widest = narrowed.indexOf(Math.max(...narrowed));
    if ((narrowed[widest] ?? 0) <= leastColumn) break;
    narrowed[widest] = (narrowed[widest] ?? 0) - 1;
  }
  return narrowed;
}

/** The report's rows as the CSV will hold them, but for the marks of flagged cells. */
export function rowTable(template: Template, rows: readonly Row[]): string {
  return table(
    template.fields.map((f) => f.heading),
    rows.map((row) => template.fields.map(({ key }) => marked(row, key, String(row.values[key] ?? "")))),
    process.stdout.columns,
    template.fields.map(isNumeric),
  );
}

import { marked, type Row, type Value } from "../../domain/row.js";
import { type Field, isNumeric, type Template } from "../../domain/template.js";
import type { Messages } from "../../messages/index.js";
import { columnsOf } from "../../util/display-width.js";
import { oneLine } from "../../util/printable.js";
import { fitted, shares } from "./columns.js";
import { escaped } from "./html.js";

/** What a phone shows of monospaced text without breaking the line. */
const phoneColumns = 34;
const mostFields = 5;

interface Column {
  heading: string;
  cells: string[];
  numeric: boolean;
  need: number;
}

/** The rows as a table, a line each below the headings and a rule, as HTML; a template's first fields alone. */
export function previewLines(messages: Messages, template: Template, rows: readonly Row[]): string[] {
  const columns = template.fields.slice(0, mostFields).map((field) => columnOf(messages, field, rows));
  const widths = shares(
    columns.map((c) => c.need),
    phoneColumns - (columns.length - 1),
  );
  const line = (cell: (column: Column, width: number) => string) =>
    escaped(columns.map((column, i) => cell(column, widths[i] as number)).join(" ")).trimEnd();
  return [
    line((c, width) => fitted(firstWords(c.heading, width), width, c.numeric)),
    line((_, width) => "─".repeat(width)),
    ...rows.map((_, row) => line((c, width) => fitted(c.cells[row] as string, width, c.numeric))),
  ];
}

function columnOf(messages: Messages, field: Field, rows: readonly Row[]): Column {
  const numeric = isNumeric(field);
  const heading = oneLine(field.heading);
  const cells = rows.map((row) => cellText(messages, row, field));
  const headingNeed = columnsOf(heading);
  const need = Math.max(1, ...cells.map(columnsOf), numeric ? Math.min(6, headingNeed) : headingNeed);
  return { heading, cells, numeric, need };
}

export function cellText(messages: Messages, row: Row, { key }: Field): string {
  return marked(row, key, valueText(messages, row.values[key] ?? null));
}

function valueText({ bot }: Messages, value: Value): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? bot.report.yes : bot.report.no;
  return oneLine(String(value));
}

/** A long heading by the whole words of it that fit. */
function firstWords(heading: string, width: number): string {
  const words = heading.split(" ");
  const counts = words.map((_, i) => words.length - i);
  const fits = counts.find((count) => columnsOf(words.slice(0, count).join(" ")) <= width);
  return fits ? words.slice(0, fits).join(" ") : heading;
}

import { createArrayCsvStringifier } from "csv-writer";
import type { Row, Value } from "../../domain/row.js";
import type { Template } from "../../domain/template.js";

export type Delimiter = "," | ";";

/**
 * The report as CSV text: BOM (Excel knows UTF-8 by it), CRLF, RFC 4180 quoting; an empty cell for what was not said.
 * csv-writer quotes; the rest is added here.
 */
export function toCsv(template: Template, rows: readonly Row[], delimiter: Delimiter): string {
  const csv = createArrayCsvStringifier({
    header: template.fields.map((f) => cell(f.heading, delimiter)),
    fieldDelimiter: delimiter,
    recordDelimiter: "\r\n",
  });
  const records = rows.map((row) => template.fields.map((f) => cell(row.values[f.key] ?? null, delimiter)));
  const body = records.length > 0 ? csv.stringifyRecords(records) : "";
  return `\uFEFF${csv.getHeaderString()}${body}`;
}

function cell(value: Value, delimiter: Delimiter): string {
  if (typeof value === "number") return numeral(value, delimiter);
  return value === null ? "" : typeof value === "string" ? guarded(oneLine(value)) : String(value);
}

/** Where cells are parted by ";", as in Indonesia, a comma begins the decimals: "78.5" would be a text there, or 785. */
function numeral(value: number, delimiter: Delimiter): string {
  return delimiter === ";" ? String(value).replace(".", ",") : String(value);
}

/** csv-writer leaves a bare CR unquoted, which would break the line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\t\p{Cc}]+/gu, " ");
}

/**
 * Keeps a spreadsheet from running a cell as a formula: an apostrophe before = + - @ and their full-width forms
 * (OWASP, "CSV injection"). The whole cell is judged first; then what follows a separator, where a spreadsheet begins a cell that
 * splits at the other one or takes no notice of our quotes.
 */
function guarded(text: string): string {
  const parts = text.replace(/[,;]/g, (separator, at: number) => {
    const rest = text.slice(at + 1);
    return upTo([separator, /[,;]/], rest).some(isFormula) ? `${separator}'` : separator;
  });
  return [text, ...upTo([",", ";"], text)].some(isFormula) ? `'${parts}` : parts;
}

/** What comes before each of the separators, which may be the whole. */
function upTo(separators: (string | RegExp)[], text: string): string[] {
  return separators.map((separator) => text.split(separator, 1)[0] ?? "");
}

/** A plain phone or other number is none, nor is a dash alone: without letters and digits there is nothing to run. */
function isFormula(text: string): boolean {
  return runs.test(text) && !number.test(text) && /[\p{L}\p{N}]/u.test(text);
}

/** What a spreadsheet passes over, or takes for a quote, before the sign. */
const runs = /^[\s\p{Cf}"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
const number = /^ *[+-]?[\d ().,-]*\d *$/;

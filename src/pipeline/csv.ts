import { createArrayCsvStringifier } from "csv-writer";
import type { Row, Value } from "../domain/row.js";
import type { Template } from "../domain/template.js";

export type Delimiter = "," | ";";

/**
 * The report as CSV text: BOM (Excel knows UTF-8 by it), CRLF, RFC 4180 quoting; an empty cell for what was not said.
 * csv-writer quotes; the rest is added here.
 */
export function toCsv(template: Template, rows: readonly Row[], delimiter: Delimiter): string {
  const csv = createArrayCsvStringifier({
    header: template.fields.map((f) => cell(f.heading)),
    fieldDelimiter: delimiter,
    recordDelimiter: "\r\n",
  });
  const records = rows.map((row) => template.fields.map((f) => cell(row.values[f.key] ?? null)));
  const body = records.length > 0 ? csv.stringifyRecords(records) : "";
  return `\uFEFF${csv.getHeaderString()}${body}`;
}

function cell(value: Value): string {
  return value === null ? "" : typeof value === "string" ? guarded(oneLine(value)) : String(value);
}

/** csv-writer leaves a bare CR unquoted, which would break the line. */
function oneLine(text: string): string {
  return text.replace(/[\r\n\t\p{Cc}]+/gu, " ");
}

/**
 * Keeps a spreadsheet from running a cell as a formula: an apostrophe before = + - @ and their full-width forms
 * (OWASP, "CSV injection"). Behind a separator too: a spreadsheet that splits at the other one, or that takes no notice of our
 * quotes, begins a cell there. A plain phone or other number is left as it is.
 */
function guarded(text: string): string {
  return text
    .split(/([,;])/)
    .map((part) => (runs.test(part) && !number.test(part) ? `'${part}` : part))
    .join("");
}

/** What a spreadsheet passes over, or takes for a quote, before the sign. */
const runs = /^[\s\p{Cf}"]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/u;
const number = /^ *[+-]?[\d ().-]*\d *$/;

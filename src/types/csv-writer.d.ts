/** csv-writer ships its TypeScript sources as types, which our stricter settings reject: this is the part that we use. */
export function createArrayCsvStringifier(params: {
  header: string[];
  fieldDelimiter: string;
  recordDelimiter: string;
}): { getHeaderString(): string | null; stringifyRecords(records: string[][]): string };

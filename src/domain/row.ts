/** A cell's value; null is "not said". */
export type Value = string | number | boolean | null;

/** Where in the transcript a value was said: characters [from, to), seconds [start, end]. */
export interface Evidence {
  from: number;
  to: number;
  start: number;
  end: number;
}

/** Why a cell wants a look: "unheard", it was not found in what was said; "out_of_bounds", its field does not take it. */
export const flags = ["unheard", "out_of_bounds"] as const;
export type Flag = (typeof flags)[number];

/** One buyer spoken of: a value for each field of the template, where each was said, as far as it was found, and what is doubtful. */
export interface Row {
  values: Record<string, Value>;
  evidence: Record<string, Evidence>;
  flags: Record<string, Flag>;
}

/** A cell as people read it: a flagged one is marked in front, where no shortening takes the mark away. */
export function marked(row: Row, key: string, text: string): string {
  return Object.hasOwn(row.flags, key) ? `?${text}` : text;
}

/** How many cells of the rows are flagged, for any reason or for one. */
export function flaggedCells(rows: readonly Row[], flag?: Flag): number {
  const counts = (found: Flag) => flag === undefined || found === flag;
  return rows.reduce((sum, row) => sum + Object.values(row.flags).filter(counts).length, 0);
}

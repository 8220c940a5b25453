/** A cell's value; null is "not said". */
export type Value = string | number | boolean | null;

/** Where in the transcript a value was said: characters [from, to), seconds [start, end]. */
export interface Evidence {
  from: number;
  to: number;
  start: number;
  end: number;
}

/** One buyer spoken of: a value for each field of the template, and where each was said, as far as it was found. */
export interface Row {
  values: Record<string, Value>;
  evidence: Record<string, Evidence>;
}

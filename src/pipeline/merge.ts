import type { Evidence } from "../domain/row.js";
import type { Located } from "./evidence.js";

/**
 * Joins the rows of two overlapping windows: the same buyer at the same time is one row.
 * `overlapFrom` is the character at which the later window begins.
 */
export function merge(earlier: readonly Located[], later: readonly Located[], overlapFrom: number): Located[] {
  const rows = [...earlier];
  const fresh: Located[] = [];
  for (const row of later) {
    const at = rows.findIndex((other) => isSame(other, row, overlapFrom));
    if (at < 0) fresh.push(row);
    else rows[at] = union(rows[at] as Located, row);
  }
  return [...rows, ...fresh];
}

/** Rows are the same where a value of both was said at the same place; rows without any place, where all they hold is equal. */
function isSame(a: Located, b: Located, overlapFrom: number): boolean {
  const places = Object.entries(a.evidence).filter(([, e]) => e.to > overlapFrom);
  if (places.some(([key, e]) => b.evidence[key] && overlaps(e, b.evidence[key]))) return true;
  const unplaced = Object.keys(a.evidence).length === 0 && Object.keys(b.evidence).length === 0;
  return unplaced && Object.keys(a.values).every((key) => a.values[key] === b.values[key]);
}

function overlaps(a: Evidence, b: Evidence): boolean {
  return a.from < b.to && b.from < a.to;
}

/** The fuller of two readings, completed from the other; of two equally full ones the later, which also heard what came next. */
function union(earlier: Located, later: Located): Located {
  const [best, other] = filled(earlier) > filled(later) ? [earlier, later] : [later, earlier];
  const values = { ...best.values };
  const evidence = { ...best.evidence };
  for (const [key, value] of Object.entries(other.values)) {
    if (values[key] !== null || value === null) continue;
    values[key] = value;
    if (Object.hasOwn(other.evidence, key)) evidence[key] = other.evidence[key] as Evidence;
  }
  return { values, evidence };
}

function filled(row: Located): number {
  return Object.values(row.values).filter((v) => v !== null).length;
}

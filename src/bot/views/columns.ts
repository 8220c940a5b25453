import { columnsOf, cutTo } from "../../util/display-width.js";
import { shorten } from "../../util/printable.js";

/** Exactly `columns` wide: cut with "…", or filled with spaces on the right (on the left where `right`). */
export function fitted(text: string, columns: number, right = false): string {
  const cut = cutTo(shorten(text, 6 * columns), columns);
  const space = " ".repeat(columns - columnsOf(cut));
  return right ? space + cut : cut + space;
}

/** Shares `room` columns out: who needs least is served first, and nobody gets less than an equal part of what is left. */
export function shares(needs: readonly number[], room: number): number[] {
  const given = needs.map(() => 0);
  const smallestFirst = needs.map((need, i) => ({ need, i })).sort((a, b) => a.need - b.need);
  let left = room;
  smallestFirst.forEach(({ need, i }, served) => {
    given[i] = Math.min(need, Math.floor(left / (needs.length - served)));
    left -= given[i] as number;
  });
  return given;
}

import type { Language, Person } from "../domain/user.js";
import { shown } from "../util/printable.js";

/** "1 row", "2 rows". */
export function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export function decimal(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(value);
}

/** Bytes as a person reads them: 19.5 MB, of 1024 × 1024 bytes as Telegram counts its limits. */
export function megabytes(bytes: number, locale: string): string {
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }).format(bytes / 2 ** 20)} MB`;
}

/** "25 MB, at most 20 MB"; "over 20 MB" where no more is known, or the difference does not show. */
export function overLimit(bytes: number, most: number, locale: Language): string {
  const [over, atMost] = locale === "en" ? ["over", "at most"] : ["lebih dari", "paling besar"];
  const [size, limit] = [megabytes(bytes, locale), megabytes(most, locale)];
  return size === limit ? `${over} ${limit}` : `${size}, ${atMost} ${limit}`;
}

/** Seconds as a person says them: 45 s, 3 min, 1 h 20 min. */
export function duration(seconds: number, locale: Language): string {
  const [h, min, s] = locale === "en" ? ["h", "min", "s"] : ["jam", "menit", "detik"];
  if (seconds < 59.5) return `${Math.max(1, Math.round(seconds))} ${s}`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} ${min}`;
  const rest = minutes % 60;
  return `${Math.floor(minutes / 60)} ${h}${rest ? ` ${rest} ${min}` : ""}`;
}

/** "22 November 2026", by the calendar of `timeZone` (this process's, where none is named). */
export function longDate(at: number, locale: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone }).format(at);
}

/** How somebody who writes to the bot is named to others. */
export function personName(person: Person): string {
  const username = person.username ? `@${shown(person.username, 40)}, ` : "";
  return `${shown(person.name, 60)} (${username}${person.id})`;
}

export function list(items: readonly string[]): string {
  return items.join("; ");
}

/** " (2 failed, 1 empty)": those that are not zero, or nothing. */
export function counted(parts: readonly [number, string][]): string {
  const there = parts.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return there.length > 0 ? ` (${there.join(", ")})` : "";
}

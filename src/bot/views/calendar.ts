/** A time zone by its name; this process's where it is undefined. */
export type TimeZone = string | undefined;

function parts(at: number, timeZone: TimeZone): Record<string, string> {
  const format = new Intl.DateTimeFormat("en", {
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  });
  return Object.fromEntries(format.formatToParts(at).map((p) => [p.type, p.value]));
}

/** "2026-11-22". */
export function localDay(at: number, timeZone: TimeZone): string {
  const { year, month, day } = parts(at, timeZone);
  return `${year?.padStart(4, "0")}-${month}-${day}`;
}

/** "14:05". */
export function localTime(at: number, timeZone: TimeZone): string {
  const { hour, minute } = parts(at, timeZone);
  return `${hour}:${minute}`;
}

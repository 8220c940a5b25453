import type { Messages } from "../messages/index.js";
import { localDay, type TimeZone } from "./calendar.js";

export interface FileNameFacts {
  /** When the report was begun. */
  at: number;
  /** The seller's name, as Telegram tells it. */
  name: string;
  user: number;
  /** The report's number of the day. */
  number: number;
  timeZone?: TimeZone;
}

/** `laporan-2026-11-22-budi-2.csv`: a plain ASCII name that an office can file. */
export function reportFileName({ bot }: Messages, { at, name, user, number, timeZone }: FileNameFacts): string {
  const seller = slug(name) || `${bot.fileName.seller}-${user}`;
  return `${bot.fileName.report}-${localDay(at, timeZone)}-${seller}-${number}.csv`;
}

/** Letters and digits without accents, in lower case, words joined with "-". */
function slug(name: string): string {
  const plain = name.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 31)
    .replace(/^-+|-+$/g, "");
}

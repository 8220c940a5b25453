import type { Messages } from "../../messages/index.js";
import { localDay, type TimeZone } from "./calendar.js";

export interface FileNameFacts {
  /** When the report was begun. */
  at: number;
  /** The seller's name, as Telegram tells it. */
  name: string;
  user: number;
  /** The report's number of the day. */
  number: number;
  revision: number;
  timeZone?: TimeZone;
}

/** `laporan-2026-11-22-budi-2.csv`: a plain ASCII name that an office can file; `…-2-v2.csv` beside it, not in its place. */
export function reportFileName(
  { bot }: Messages,
  { at, name, user, number, revision, timeZone }: FileNameFacts,
): string {
  const seller = slug(name) || `${bot.fileName.seller}-${user}`;
  const version = revision > 1 ? `-v${revision}` : "";
  return `${bot.fileName.report}-${localDay(at, timeZone)}-${seller}-${number}${version}.csv`;
}

/** Letters and digits without accents, in lower case, words joined with "-". */
function slug(name: string): string {
  const plain = name.slice(0, 200).normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, 31)
    .replace(/^-+|-+$/g, "");
}

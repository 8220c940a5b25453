import { Failure } from "../../domain/failure.js";
import type { Report } from "../../domain/report.js";
import { sellerFailure } from "../../messages/index.js";
import { removedOf } from "../../reports/removed.js";
import type { Parts } from "../context.js";
import type { Talk } from "../person.js";
import { isFileHere } from "./reports-here.js";

/** Why a report cannot be sent or shown, or nothing of it tried again, in its seller's words; null where nothing is in the way. */
export async function whyNot(parts: Parts, { owner, messages }: Talk, report: Report): Promise<string | null> {
  const failure = await inTheWay(parts, owner.chat, report);
  return failure && sellerFailure(messages, failure.stored);
}

async function inTheWay(parts: Parts, chat: number, report: Report): Promise<Failure | null> {
  const named = { report: String(report.id) };
  if (report.removedAt !== null) {
    const sentHere = await isFileHere(parts, report, chat);
    return new Failure("report_removed", { ...named, sentHere });
  }
  if (report.status === "CANCELLED") return new Failure("report_cancelled", named);
  if (report.status === "PROCESSING") return new Failure("report_unfinished", named);
  return removedOf(parts.store, report);
}

import { Failure } from "../domain/failure.js";
import type { Report } from "../domain/report.js";

/** Why nothing can be done here with a report that is not settled. A seller's goes on in the bot, where its recordings come from. */
export function unfinished({ id, status, owner }: Report): Failure {
  const report = String(id);
  if (status === "CANCELLED") return new Failure("report_cancelled", { report });
  return owner === null ? new Failure("report_unfinished", { report }) : new Failure("report_of_seller", { report });
}

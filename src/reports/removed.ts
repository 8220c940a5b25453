import { Failure } from "../domain/failure.js";
import { isSoundRemoved } from "../domain/recording.js";
import type { Report } from "../domain/report.js";
import type { JobStore } from "../ports/index.js";

/**
 * Why nothing of a report, or of its recording at `position`, can be tried again, where that is because it was removed; else null.
 * `again`: what succeeded, too, which lacks nothing for it but its sound.
 */
export async function removedOf(
  store: JobStore,
  report: Report,
  position?: number,
  again = false,
): Promise<Failure | null> {
  if (report.removedAt !== null) return new Failure("report_removed", { report: String(report.id) });
  const gone = (await store.recordings(report.id)).find(
    (r) =>
      (again ? r.duplicateOf === null : r.status === "FAILED" && isSoundRemoved(r)) &&
      (position === undefined || r.position === position),
  );
  return gone ? new Failure("recording_removed", { file: gone.name }) : null;
}

import type { Recording } from "../../../domain/recording.js";
import type { Connection } from "../database.js";
import { giveBack } from "../day-numbers.js";

/** A recording that FAILED, whose bytes came once more; or one whose retry is under way. */
export interface FailedBefore {
  id: number;
  reportId: number;
  position: number;
  /** Of its sound, which may be gone from the disk. */
  file: string | null;
  isAtHand: boolean;
}

/**
 * The FAILED recording that this one, whose bytes are known now, is sent again for: in its own report, or in another of the same
 * seller and chat, where its retry may be under way already. A report that was delivered gives none of its recordings away, and
 * to one that is being erased nothing is added.
 */
export function failedBefore(db: Connection, { id, reportId, position }: Recording, sha256: string) {
  const found = db.first(
    `SELECT recordings.id, report_id AS reportId, position, file,
       recordings.status <> 'FAILED' OR file IS NOT NULL AND failure ->> 'code' <> 'file_not_found'
         OR recordings.id IN (SELECT recording_id FROM transcripts) AS isAtHand
     FROM recordings INDEXED BY recordings_unheard CROSS JOIN reports ON reports.id = report_id
     WHERE recordings.status <> 'SUCCEEDED' AND sha256 = @sha256 AND recordings.id <> @id
       AND (recordings.status = 'FAILED' OR reports.status = 'PROCESSING' AND reports.revision > 0)
       AND reports.status <> 'CANCELLED' AND removed_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM erasures WHERE user = owner_user AND report_id <= last_report)
       AND (report_id = @reportId
         OR EXISTS (SELECT 1 FROM reports AS own WHERE own.id = @reportId AND own.revision = 0
             AND own.owner_user = reports.owner_user AND own.owner_chat = reports.owner_chat)
           AND NOT EXISTS (SELECT 1 FROM recordings AS same WHERE same.report_id = @reportId AND duplicate_of = @position))
     ORDER BY report_id = @reportId DESC, report_id DESC LIMIT 1`,
    { id, reportId, position, sha256 },
  );
  return found ? ({ ...found, isAtHand: found.isAtHand === 1 } as unknown as FailedBefore) : null;
}

/** What cannot be tried again as it is, because its sound is gone, is fetched from where it was sent again. */
export function fetchFrom(db: Connection, failed: FailedBefore, { source }: Recording): void {
  const set = "source = @source, file = NULL, sha256 = NULL";
  db.run(`UPDATE recordings SET ${set} WHERE id = @id AND status = 'FAILED'`, { id: failed.id, source });
}

/** The last of another report from now on. The one that it came in goes where nothing else is in it. */
export function move(db: Connection, { id, reportId: from }: Recording, to: number): void {
  db.run(
    `UPDATE recordings SET report_id = @to,
       position = (SELECT max(position) + 1 FROM recordings WHERE report_id = @to) WHERE id = @id`,
    { id, to },
  );
  if (db.first("SELECT 1 FROM recordings WHERE report_id = @from LIMIT 1", { from })) return;
  // Its status message, which is the newest in the chat, shows the other report from now on.
  db.run(
    `UPDATE status_messages SET message_id = was.message_id, shown = was.shown
     FROM status_messages AS was WHERE status_messages.report_id = @to AND was.report_id = @from AND was.message_id <> 0`,
    { from, to },
  );
  const [gone] = db.all("DELETE FROM reports WHERE id = @from RETURNING owner_user, number, created_at", { from });
  giveBack(db, gone as { owner_user: number; number: number; created_at: number });
}

import { Failure } from "../../../domain/failure.js";
import type { Report } from "../../../domain/report.js";
import type { Limits, Message } from "../../../ports/index.js";
import type { Connection } from "../database.js";

const dayMs = 24 * 60 * 60 * 1000;

/** Throws the limit that a user's message would go over; `open` is the report that it would join. */
export function checkLimits(
  db: Connection,
  user: number,
  { bytes }: Message,
  open: Report | null,
  limits: Limits,
): void {
  const given = open ? countIn(db, open.id) + 1 : 1;
  if (given > limits.recordings) throw new Failure("report_full", { given, most: limits.recordings });
  if (!open && underWay(db, user) >= limits.openReports)
    throw new Failure("too_many_reports", { most: limits.openReports });
  const today = ofDay(db, user);
  if (today.recordings >= limits.recordingsPerDay)
    throw new Failure("too_many_recordings", { most: limits.recordingsPerDay });
  if (today.bytes + (bytes ?? 0) > limits.bytesPerDay)
    throw new Failure("too_many_bytes", { most: limits.bytesPerDay });
}

function countIn(db: Connection, reportId: number): number {
  return db.first("SELECT count(*) AS n FROM recordings WHERE report_id = @reportId", { reportId })?.n as number;
}

function underWay(db: Connection, user: number): number {
  const sql = `SELECT count(*) AS n FROM reports INDEXED BY reports_under_way
    WHERE owner_user = @user AND status IN ('OPEN', 'PROCESSING')`;
  return db.first(sql, { user })?.n as number;
}

/** What everybody sent within a day is looked through, rather than what this one ever sent. */
function ofDay(db: Connection, user: number): { recordings: number; bytes: number } {
  return db.first(
    `SELECT count(*) AS recordings, coalesce(sum(bytes), 0) AS bytes
     FROM recordings INDEXED BY recordings_received CROSS JOIN reports ON reports.id = report_id
     WHERE received_at > @since AND owner_user = @user`,
    { user, since: db.now() - dayMs },
  ) as { recordings: number; bytes: number };
}

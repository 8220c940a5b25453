import type { Columns, Connection } from "../database.js";

/** When the owner of a report had a turn last. A report of the command line counts as an owner of its own. */
export const lastTurn = `iif(reports.owner_user IS NULL, reports.turn,
  (SELECT max(turn) FROM reports AS other WHERE other.owner_user = reports.owner_user))`;

/** Unfinished recordings of an owner; `first` is the oldest report among theirs. */
interface Share {
  owner: string;
  turn: number;
  first: number;
  waiting: number;
  running: number;
}

/** Unfinished recordings of other owners that will be worked on before the last one of this report, as turns go now. */
export function ahead(db: Connection, reportId: number): number {
  const [own] = shares(db, "owner = (SELECT owner FROM owned WHERE report_id = @reportId) AND report_id <= @reportId", {
    reportId,
  });
  if (!own || own.waiting === 0) return 0;
  const others = shares(db, "owner <> @owner", { owner: own.owner });
  return others.reduce((sum, other) => sum + other.running + turnsBefore(own, other), 0);
}

/** Turns of the other before the last that this one waits for: one each round. */
function turnsBefore(own: Share, other: Share): number {
  const goesFirst = other.turn < own.turn || (other.turn === own.turn && other.first < own.first);
  return Math.min(other.waiting, goesFirst ? own.waiting : own.waiting - 1);
}

function shares(db: Connection, where: string, values: Columns): Share[] {
  return db.all(
    `WITH owned AS (
       SELECT reports.id AS report_id, ${lastTurn} AS turn,
         iif(owner_user IS NULL, 'report ' || reports.id, 'user ' || owner_user) AS owner
       FROM reports INDEXED BY reports_under_way WHERE status IN ('OPEN', 'PROCESSING'))
     SELECT owner, turn, min(report_id) AS first,
       count(*) FILTER (WHERE status IN ('FETCHING', 'QUEUED')) AS waiting,
       count(*) FILTER (WHERE status = 'RUNNING') AS running
     FROM owned JOIN recordings USING (report_id)
     WHERE status IN ('FETCHING', 'QUEUED', 'RUNNING') AND ${where} GROUP BY owner, turn`,
    values,
  ) as unknown as Share[];
}

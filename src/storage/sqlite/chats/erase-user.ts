import { setImmediate as pause } from "node:timers/promises";
import type { Connection } from "../database.js";
import { Queue, unheld } from "../jobs/queue.js";

/** Reports that one transaction removes: others' wait for it. */
const pieceSize = 5;

interface Erasure {
  user: number;
  last_report: number;
  keep_delivered: 0 | 1;
}

/**
 * Removes a user's data, and from the write-ahead log, too. What is under way goes at once, the rest piece by piece, so that
 * others get their turn; what a stop leaves undone is done at the next start. Where `keepDelivered`, the rows that were delivered
 * stay, of nobody: an order belongs to the business, and who sent it no longer is in it. Gives the files to remove.
 */
export async function forget(db: Connection, user: number, keepDelivered: boolean): Promise<string[]> {
  const { erasure, files } = begin(db, user, keepDelivered);
  await pause();
  for (const piece of erase(db, erasure)) {
    files.push(...piece);
    await pause();
  }
  db.emptyLog();
  return files;
}

/** Does what a stop left undone. Gives how many users' data that was; their files are nobody's now. */
export function eraseRest(db: Connection): number {
  const left = db.all("SELECT * FROM erasures") as unknown as Erasure[];
  for (const erasure of left) for (const _ of erase(db, erasure));
  if (left.length > 0) db.emptyLog();
  return left.length;
}

/** What comes from now on is none of it, and joins no report that goes: what is under way goes in the same transaction. */
function begin(db: Connection, user: number, keepDelivered: boolean): { erasure: Erasure; files: string[] } {
  return db.write(() => {
    db.run("DELETE FROM notices WHERE user = @user AND NOT to_admin", { user });
    db.run("DELETE FROM users WHERE id = @user AND access IS NULL", { user });
    db.run("UPDATE users SET name = '', username = NULL, language = NULL WHERE id = @user", { user });
    const erasure = db.first(
      `INSERT OR REPLACE INTO erasures (user, last_report, keep_delivered)
       SELECT @user, coalesce(max(id), 0), @keep FROM reports WHERE owner_user = @user RETURNING *`,
      { user, keep: keepDelivered ? 1 : 0 },
    ) as unknown as Erasure;
    return { erasure, files: erasePiece(db, erasure) ?? [] };
  });
}

/** Each step is one transaction, and gives the files that it leaves unnamed. */
function* erase(db: Connection, erasure: Erasure): Generator<string[]> {
  for (let files = erasePiece(db, erasure); files; files = erasePiece(db, erasure)) yield files;
  db.run("DELETE FROM erasures WHERE user = @user", { user: erasure.user });
}

/** Null where nothing is left. */
function erasePiece(db: Connection, { user, last_report, keep_delivered }: Erasure): string[] | null {
  return db.write(() => {
    const ids = next(db, user, last_report);
    if (ids.length === 0) return null;
    const those = { ids: JSON.stringify(ids) };
    const theirs = "(SELECT value FROM json_each(@ids))";
    const files = db.all(`SELECT file FROM recordings WHERE report_id IN ${theirs} AND file IS NOT NULL`, those);
    if (keep_delivered === 1) keepRows(db, those.ids);
    db.run(`DELETE FROM reports WHERE id IN ${theirs} AND owner_user IS NOT NULL`, those);
    return files.map((r) => r.file as string);
  });
}

/** All that is under way, then the rest. */
function next(db: Connection, user: number, last: number): unknown[] {
  const underWay = `SELECT id FROM reports INDEXED BY reports_under_way
    WHERE owner_user = @user AND status IN ('OPEN', 'PROCESSING') AND id <= @last`;
  const rest = `SELECT id FROM reports WHERE owner_user = @user AND id <= @last LIMIT ${pieceSize}`;
  const now = db.all(underWay, { user, last });
  return (now.length > 0 ? now : db.all(rest, { user, last })).map(({ id }) => id);
}

function keepRows(db: Connection, ids: string): void {
  const delivered = db.all(
    `SELECT id FROM reports WHERE id IN (SELECT value FROM json_each(@ids)) AND removed_at IS NULL
       AND EXISTS (SELECT 1 FROM deliveries WHERE report_id = reports.id AND message_id IS NOT NULL)`,
    { ids },
  ) as { id: number }[];
  const queue = new Queue(db);
  for (const { id } of delivered) {
    db.run("UPDATE reports SET owner_user = NULL, owner_chat = NULL, number = 0 WHERE id = @id", { id });
    for (const table of ["deliveries", "status_messages", "notices"])
      db.run(`DELETE FROM ${table} WHERE report_id = @id`, { id });
    db.run("DELETE FROM transcripts WHERE recording_id IN (SELECT id FROM recordings WHERE report_id = @id)", { id });
    db.run(
      `UPDATE recordings SET name = CAST(position AS TEXT), source = '', key = NULL, file = NULL, sha256 = '', ${unheld},
         status = iif(status = 'SUCCEEDED', 'SUCCEEDED', 'FAILED'), finished_at = coalesce(finished_at, @now),
         failure = iif(status = 'SUCCEEDED', NULL,
           json_object('code', 'recording_removed', 'facts', json_object('file', CAST(position AS TEXT))))
       WHERE report_id = @id`,
      { id, now: db.now() },
    );
    queue.settle(id);
  }
}

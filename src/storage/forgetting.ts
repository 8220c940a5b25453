import { settledStatuses } from "../domain/report.js";
import type { Connection } from "./database.js";
import { Queue, unheld } from "./queue.js";

const statuses = [...settledStatuses, "PROCESSING"].map((status) => `'${status}'`).join(", ");

/**
 * Removes a user's data in one transaction, and from the write-ahead log. Where `keepDelivered`, the rows that were
 * delivered stay, of nobody: an order belongs to the business, and who sent it no longer is in it. Gives the files to remove.
 */
export function forget(db: Connection, user: number, keepDelivered: boolean): string[] {
  const files = db.write(() => {
    const theirs = "FROM recordings JOIN reports ON reports.id = report_id WHERE owner_user = @user";
    const kept = db.all(`SELECT file ${theirs} AND file IS NOT NULL`, { user });
    if (keepDelivered) keepRows(db, user);
    db.run("DELETE FROM reports WHERE owner_user = @user", { user });
    db.run("DELETE FROM notices WHERE user = @user AND NOT to_admin", { user });
    db.run("DELETE FROM users WHERE id = @user AND access IS NULL", { user });
    db.run("UPDATE users SET name = '', username = NULL, language = NULL WHERE id = @user", { user });
    return kept.map((r) => r.file as string);
  });
  db.emptyLog();
  return files;
}

function keepRows(db: Connection, user: number): void {
  const delivered = db.all(
    `SELECT id FROM reports WHERE owner_user = @user AND status IN (${statuses}) AND removed_at IS NULL
       AND EXISTS (SELECT 1 FROM deliveries WHERE report_id = reports.id AND message_id IS NOT NULL)`,
    { user },
  ) as { id: number }[];
  const queue = new Queue(db);
  for (const { id } of delivered) {
    db.run("UPDATE reports SET owner_user = NULL, owner_chat = NULL WHERE id = @id", { id });
    for (const table of ["deliveries", "status_messages"]) db.run(`DELETE FROM ${table} WHERE report_id = @id`, { id });
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

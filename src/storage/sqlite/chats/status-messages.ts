import type { ShownStatus, StatusMessage } from "../../../ports/bot.js";
import type { Connection } from "../database.js";
import { toReport } from "../mappers.js";

/** What the text of a report's status message is made from. */
const state = `json_array(reports.status, revision, message_id, language, (
  SELECT json_group_array(json_array(position, name, status, stage, duplicate_of, attempts, run_at, failure, seconds))
  FROM recordings WHERE report_id = reports.id))`;

/** Of each report that has an owner: the number of its status message, 0 where none stands in the chat, and what it shows. */
export class StatusMessages {
  constructor(private readonly db: Connection) {}

  due(): StatusMessage[] {
    return this.db
      .all(
        `SELECT reports.*, nullif(message_id, 0) AS message_id, shown, ${state} AS state
         FROM status_messages INDEXED BY status_messages_due CROSS JOIN reports ON reports.id = report_id
         LEFT JOIN users ON users.id = owner_user
         WHERE final = 0 AND owner_user IS NOT NULL AND removed_at IS NULL ORDER BY report_id`,
      )
      .map((r) => {
        const messageId = r.message_id as number | null;
        const shown = messageId === null ? null : (r.shown as string);
        return { report: toReport(r), messageId, shown, state: r.state as string };
      });
  }

  /** An end that a retry has overtaken is none. One of a report that was removed, or that went to another chat, is not kept. */
  shown(reportId: number, { isEdit = false, chat, ...message }: ShownStatus): void {
    this.db.run(
      `UPDATE status_messages SET message_id = @messageId, shown = @shown,
         final = @final AND (SELECT status NOT IN ('OPEN', 'PROCESSING') FROM reports WHERE id = @reportId)
       WHERE report_id = @reportId AND (NOT @isEdit OR message_id = @messageId)
         AND (@chat IS NULL OR EXISTS (SELECT 1 FROM reports WHERE id = @reportId AND owner_chat = @chat))`,
      { ...message, reportId, chat: chat ?? null, final: message.final ? 1 : 0, isEdit: isEdit ? 1 : 0 },
    );
  }

  anew(reportId: number): number | null {
    return this.db.write(() => {
      const old = this.db.first("SELECT message_id FROM status_messages WHERE report_id = @reportId", { reportId });
      this.db.run("UPDATE status_messages SET message_id = 0, shown = '', final = 0 WHERE report_id = @reportId", {
        reportId,
      });
      return (old?.message_id as number | undefined) || null;
    });
  }

  worksAs(bot: number): void {
    this.db.write(() => {
      const known = this.db.first("SELECT id FROM bots");
      if (known?.id === bot) return;
      this.db.run("DELETE FROM bots");
      this.db.run("INSERT INTO bots (id) VALUES (@bot)", { bot });
      if (!known) return;
      this.db.run("UPDATE status_messages SET message_id = 0");
      this.db.run("DELETE FROM notices WHERE message_id IS NOT NULL");
      this.db.run("UPDATE notices SET reply_to = NULL");
      this.db.run("DELETE FROM asked_admins");
    });
  }
}

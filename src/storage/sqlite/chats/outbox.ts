import { type ReportStatus, settledStatuses } from "../../../domain/report.js";
import type { Delivery, NewNotice } from "../../../ports/bot.js";
import type { Columns, Connection } from "../database.js";
import { isDue, putOff } from "../due.js";
import { toReport } from "../mappers.js";
import type { Notices } from "./notices.js";

/** A running bot: its worker's id, and whether the process that has another id is gone. */
export interface BotRun {
  id: string;
  isGone(id: string): boolean;
}

const settled = `reports.status IN (${settledStatuses.map((s: ReportStatus) => `'${s}'`).join(", ")}) AND removed_at IS NULL`;
const endOfSend = "status = 'DUE', run = NULL";
const ownSend = "report_id = @reportId AND revision = @revision AND status = 'SENDING' AND run = @run";

/**
 * Deliveries: DUE → SENDING → DELIVERED, or DUE again, or UNDELIVERABLE. Only a report's last revision is sent, and none
 * while a retry runs: an earlier one that did not get through is part of it.
 */
export class Outbox {
  constructor(
    private readonly db: Connection,
    private readonly run: BotRun,
    private readonly notices: Notices,
  ) {}

  next(busy: readonly number[]): Delivery | null {
    return this.db.write(() => {
      this.takeBack();
      const due = this.db.first(
        `SELECT reports.*, deliveries.attempts + 1 AS attempts, maybe_sent
         FROM deliveries JOIN reports ON reports.id = report_id AND reports.revision = deliveries.revision
         WHERE deliveries.status = 'DUE' AND ${isDue("due_at")} AND ${settled}
           AND owner_chat NOT IN (SELECT value FROM json_each(@busy))
         ORDER BY due_at, report_id LIMIT 1`,
        { now: this.db.now(), busy: JSON.stringify(busy) },
      );
      if (!due) return null;
      const report = toReport(due);
      this.db.run(
        `UPDATE deliveries SET status = 'SENDING', run = @run, attempts = attempts + 1
         WHERE report_id = @id AND revision = @revision`,
        { run: this.run.id, id: report.id, revision: report.revision },
      );
      const { revision } = report;
      return { report, revision, attempts: due.attempts as number, maybeSent: due.maybe_sent === 1 };
    });
  }

  delivered(reportId: number, revision: number, messageId: number): void {
    const set = `status = 'DELIVERED', run = NULL, maybe_sent = 0, refused = 0, message_id = @messageId,
      delivered_at = @now`;
    this.db.write(() => {
      this.sending(reportId, revision, set, { messageId, now: this.db.now() });
      this.notices.dropOf(reportId);
    });
  }

  later(
    reportId: number,
    revision: number,
    { at, maybeSent }: { at: number; maybeSent: boolean },
    notices: readonly NewNotice[],
  ): void {
    const set = `${endOfSend}, due_at = @at, maybe_sent = maybe_sent OR @maybe`;
    const values = { at: putOff(at, this.db.now()), maybe: maybeSent ? 1 : 0 };
    this.refused(reportId, revision, { set, values, notices });
  }

  undeliverable(reportId: number, revision: number, notices: readonly NewNotice[]): void {
    this.refused(reportId, revision, { set: "status = 'UNDELIVERABLE', run = NULL", values: {}, notices });
  }

  /** Of a refusal its notices are owed once: it may meet the same one every quarter of an hour. */
  private refused(
    reportId: number,
    revision: number,
    { set, values, notices }: { set: string; values: Columns; notices: readonly NewNotice[] },
  ): void {
    this.db.write(() => {
      const row = { reportId, revision, run: this.run.id };
      const isFirst = this.db.first(`SELECT 1 FROM deliveries WHERE ${ownSend} AND refused = 0`, row) !== undefined;
      const told = notices.length > 0 ? ", refused = 1" : "";
      this.sending(reportId, revision, `${set}${told}`, values);
      if (isFirst) this.notices.owe(notices);
    });
  }

  reachable(chat: number): void {
    this.db.run(
      `UPDATE deliveries SET status = 'DUE', due_at = @now WHERE status = 'UNDELIVERABLE'
         AND EXISTS (SELECT 1 FROM reports WHERE id = report_id AND owner_chat = @chat)`,
      { chat, now: this.db.now() },
    );
  }

  fileSent(reportId: number): boolean {
    const sent = this.db.first(
      `SELECT 1 FROM deliveries JOIN reports ON reports.id = report_id AND reports.revision = deliveries.revision
       WHERE report_id = @reportId AND deliveries.status = 'DELIVERED' AND reports.status IN ('COMPLETED', 'PARTIALLY_COMPLETED')`,
      { reportId },
    );
    return sent !== undefined;
  }

  /** One that is on its way at this moment stays as it is. */
  redeliver(reportId: number, chat: number | undefined): boolean {
    return this.db.write(() => {
      const last = this.db.first(
        `SELECT reports.revision FROM deliveries JOIN reports ON reports.id = report_id
         WHERE report_id = @reportId AND deliveries.revision = reports.revision AND ${settled}`,
        { reportId },
      );
      if (!last) return false;
      if (chat !== undefined) this.moveReport(reportId, chat);
      this.notices.dropOf(reportId);
      this.db.run(
        `UPDATE deliveries SET status = 'DUE', due_at = @now, attempts = 0, refused = 0
         WHERE report_id = @reportId AND revision = @revision AND status <> 'SENDING'`,
        { reportId, revision: last.revision, now: this.db.now() },
      );
      return true;
    });
  }

  /** Its status message stays in the chat that it leaves: message numbers of the one are other messages' in the other, and 0 is none's. */
  private moveReport(reportId: number, chat: number): void {
    const moved = this.db.run("UPDATE reports SET owner_chat = @chat WHERE id = @reportId AND owner_chat <> @chat", {
      reportId,
      chat,
    });
    if (moved > 0) this.db.run("UPDATE status_messages SET message_id = 0 WHERE report_id = @reportId", { reportId });
  }

  /** What a bot that is gone was sending may have arrived. */
  private takeBack(): void {
    const others = this.db.all("SELECT DISTINCT run FROM deliveries WHERE status = 'SENDING' AND run <> @own", {
      own: this.run.id,
    }) as { run: string }[];
    for (const { run } of others.filter((o) => this.run.isGone(o.run)))
      this.db.run(`UPDATE deliveries SET ${endOfSend}, maybe_sent = 1 WHERE status = 'SENDING' AND run = @run`, {
        run,
      });
  }

  private sending(reportId: number, revision: number, set: string, values: Columns = {}): void {
    const row = { reportId, revision, run: this.run.id };
    this.db.run(`UPDATE deliveries SET ${set} WHERE ${ownSend}`, { ...values, ...row });
  }
}

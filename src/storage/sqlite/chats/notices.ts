import type { NewNotice, Notice } from "../../../ports/bot.js";
import type { Columns, Connection } from "../database.js";
import { isDue, putOff } from "../due.js";

/** For so long the message that told of something grows with more of the same, rather than thirty of them being sent. */
const burstMs = 60_000;
/** … at most once in this time. */
const growMs = 3000;
/** Whom it could not be told for so long (they blocked the bot, say) is not told any more. */
const patienceMs = 7 * 24 * 3_600_000;

/** What people are owed to be told. The table is short: what was told leaves it once its message grows no more. */
export class Notices {
  constructor(private readonly db: Connection) {}

  owe(notices: readonly NewNotice[]): void {
    this.db.write(() => {
      for (const { key, to, toAdmin, failure, report, about } of notices)
        this.db.run(
          `INSERT OR IGNORE INTO notices (key, user, chat, to_admin, failure, report_id, name, reply_to, made_at, due_at)
           VALUES (@key, @user, @chat, @toAdmin, @failure, @report, @name, @replyTo, @now, @now)`,
          {
            ...to,
            key,
            toAdmin: toAdmin ? 1 : 0,
            failure: JSON.stringify(failure),
            report: report ?? null,
            name: about?.name ?? "",
            replyTo: about?.message ?? null,
            now: this.db.now(),
          },
        );
    });
  }

  owed(): Notice[] {
    const now = this.db.now();
    const all = this.db.all(`SELECT *, ${isDue("due_at")} AS due FROM notices ORDER BY id`, { now });
    const over = all.filter((n) => isOver(n, now));
    if (over.length > 0) this.drop(over.map((n) => n.id as number));
    const bursts = burstsOf(all.filter((n) => !over.includes(n)));
    return bursts.flatMap((burst) => noticeOf(burst, now));
  }

  told(ids: readonly number[], messageId: number): void {
    const before = `SELECT min(told_at) FROM notices AS same
      WHERE same.message_id = @messageId AND same.chat = notices.chat`;
    const set = `message_id = @messageId, told_at = coalesce((${before}), @now)`;
    this.change(ids, set, { messageId, now: this.db.now() });
  }

  later(ids: readonly number[], at: number): void {
    this.change(ids, "due_at = @at, attempts = attempts + 1", { at: putOff(at, this.db.now()) });
  }

  inPrivate(ids: readonly number[]): void {
    this.change(ids, "chat = user, reply_to = NULL, due_at = @now", { now: this.db.now() });
  }

  drop(ids: readonly number[]): void {
    this.db.run("DELETE FROM notices WHERE id IN (SELECT value FROM json_each(@ids))", { ids: JSON.stringify(ids) });
  }

  dropOf(reportId: number): void {
    this.db.run("DELETE FROM notices WHERE report_id = @reportId", { reportId });
  }

  reachable(chat: number): void {
    const waits = "chat = @chat AND message_id IS NULL AND due_at > @now";
    const values = { chat, now: this.db.now() };
    if (this.db.first(`SELECT 1 FROM notices WHERE ${waits}`, values))
      this.db.run(`UPDATE notices SET due_at = @now WHERE ${waits}`, values);
  }

  /** Message numbers of the one chat are other messages' in the other. */
  moved(was: number, now: number): void {
    this.db.run("DELETE FROM notices WHERE chat = @was AND message_id IS NOT NULL", { was });
    this.db.run("UPDATE notices SET chat = @now, reply_to = NULL WHERE chat = @was", { was, now });
  }

  private change(ids: readonly number[], set: string, values: Columns): void {
    const sql = `UPDATE notices SET ${set} WHERE id IN (SELECT value FROM json_each(@ids))`;
    this.db.run(sql, { ...values, ids: JSON.stringify(ids) });
  }
}

function isOver({ told_at, made_at }: Columns, now: number): boolean {
  if (told_at === null) return now - (made_at as number) > patienceMs;
  const age = now - (told_at as number);
  return age < 0 || age >= burstMs;
}

/** All that one person is told in one chat for one reason. */
function burstsOf(notices: readonly Columns[]): Columns[][] {
  const bursts = new Map<string, Columns[]>();
  for (const n of notices) {
    const key = JSON.stringify([n.user, n.chat, n.to_admin, n.report_id, n.failure]);
    const burst = bursts.get(key);
    if (burst) burst.push(n);
    else bursts.set(key, [n]);
  }
  return [...bursts.values()];
}

/** Nothing where all of it was told, or where it is not due yet. */
function noticeOf(burst: Columns[], now: number): Notice[] {
  const owed = burst.filter((n) => n.message_id === null);
  const [first] = owed;
  const message = (burst.findLast((n) => n.message_id !== null)?.message_id as number | undefined) ?? null;
  if (!first || !owed.some((n) => n.due === 1)) return [];
  const waited = now - (first.made_at as number);
  if (message !== null && waited >= 0 && waited < growMs) return [];
  return [
    {
      ids: owed.map((n) => n.id as number),
      to: { user: first.user as number, chat: first.chat as number },
      toAdmin: first.to_admin === 1,
      failure: JSON.parse(first.failure as string),
      report: first.report_id as number | null,
      names: burst.map((n) => n.name as string).filter((name) => name !== ""),
      replyTo: first.reply_to as number | null,
      message,
      attempts: Math.max(...owed.map((n) => n.attempts as number)),
    },
  ];
}

import type { Access, Language, Person, User } from "../../../domain/user.js";
import type { ChatStore, NewNotice, ShownStatus } from "../../../ports/bot.js";
import type { Connection } from "../database.js";
import { toReport, toUser } from "../mappers.js";
import { Groups } from "./chat-migrations.js";
import { forget } from "./erase-user.js";
import { Notices } from "./notices.js";
import { type BotRun, Outbox } from "./outbox.js";
import { StatusMessages } from "./status-messages.js";

/** People, status messages and the outbox, beside the reports in their SQLite file. */
export class SqliteChatStore implements ChatStore {
  private readonly outbox: Outbox;
  private readonly groups: Groups;
  private readonly statuses: StatusMessages;
  private readonly notices: Notices;

  constructor(
    private readonly db: Connection,
    run: BotRun,
  ) {
    this.notices = new Notices(db);
    this.outbox = new Outbox(db, run, this.notices);
    this.groups = new Groups(db);
    this.statuses = new StatusMessages(db);
  }

  async version() {
    return this.db.version();
  }

  async worksAs(bot: number) {
    this.statuses.worksAs(bot);
  }

  async user(id: number) {
    return this.found(id);
  }

  async users() {
    return this.db.all("SELECT * FROM users ORDER BY known_at DESC, id DESC").map(toUser);
  }

  async seen(person: Person, language: Language) {
    const known = this.found(person.id);
    if (known?.language && known.name === person.name && known.username === person.username) return known;
    return this.keep(person, "language = coalesce(language, @language)", { language });
  }

  async ask(person: Person) {
    return this.db.write(() => {
      const isNew = !this.found(person.id)?.access;
      return { user: this.keep(person, "access = coalesce(access, 'PENDING')"), isNew };
    });
  }

  async unasked(admin: number) {
    return this.db
      .all(
        `SELECT * FROM users WHERE access = 'PENDING'
           AND NOT EXISTS (SELECT 1 FROM asked_admins WHERE user = users.id AND admin = @admin)
         ORDER BY known_at, id LIMIT 10`,
        { admin },
      )
      .map(toUser);
  }

  async asked(admin: number, user: number) {
    this.db.run("INSERT OR IGNORE INTO asked_admins (user, admin) SELECT id, @admin FROM users WHERE id = @user", {
      admin,
      user,
    });
  }

  async decide(id: number, access: Access, by: number | null) {
    return this.db.write(() => {
      const { name, username } = this.found(id) ?? { name: "", username: null };
      const set = "access = @access, decided_by = @by, decided_at = @at";
      const open = access === "PENDING";
      return this.keep({ id, name, username }, set, { access, by: open ? null : by, at: open ? null : this.db.now() });
    });
  }

  async setLanguage(person: Person, language: Language) {
    this.keep(person, "language = @language", { language });
  }

  async groupMoved(was: number, now: number, notices: readonly NewNotice[] = []) {
    return this.db.write(() => {
      const isNews = this.groups.moved(was, now);
      this.notices.moved(was, now);
      this.outbox.reachable(now);
      if (isNews) this.notices.owe(notices);
      return isNews;
    });
  }

  async numbersOf(chat: number) {
    return this.groups.numbersOf(chat);
  }

  async statusesDue() {
    return this.statuses.due();
  }

  async statusShown(reportId: number, message: ShownStatus) {
    this.statuses.shown(reportId, message);
  }

  async showAnew(reportId: number) {
    return this.statuses.anew(reportId);
  }

  async nextDelivery(busy: readonly number[] = []) {
    return this.outbox.next(busy);
  }

  async delivered(reportId: number, revision: number, messageId: number) {
    this.outbox.delivered(reportId, revision, messageId);
  }

  async deliverLater(
    reportId: number,
    revision: number,
    again: { at: number; maybeSent: boolean },
    notices: readonly NewNotice[] = [],
  ) {
    this.outbox.later(reportId, revision, again, notices);
  }

  async undeliverable(reportId: number, revision: number, notices: readonly NewNotice[] = []) {
    this.outbox.undeliverable(reportId, revision, notices);
  }

  async reachable(chat: number) {
    this.outbox.reachable(chat);
    this.notices.reachable(chat);
  }

  async fileSent(reportId: number) {
    return this.outbox.fileSent(reportId);
  }

  async redeliver(reportId: number, chat?: number) {
    return this.outbox.redeliver(reportId, chat);
  }

  async owe(notices: readonly NewNotice[]) {
    this.notices.owe(notices);
  }

  async owed() {
    return this.notices.owed();
  }

  async told(ids: readonly number[], messageId: number) {
    this.notices.told(ids, messageId);
  }

  async tellLater(ids: readonly number[], at: number) {
    this.notices.later(ids, at);
  }

  async tellInPrivate(ids: readonly number[]) {
    this.notices.inPrivate(ids);
  }

  async dropNotices(ids: readonly number[]) {
    this.notices.drop(ids);
  }

  async forgotten(before: number) {
    return this.db
      .all(
        `SELECT reports.* FROM reports INDEXED BY reports_open WHERE status = 'OPEN' AND owner_user IS NOT NULL
           AND (SELECT max(received_at) FROM recordings WHERE report_id = reports.id) < @before ORDER BY id`,
        { before },
      )
      .map((r) => ({ report: toReport(r), reminded: r.reminded === 1 }));
  }

  async reminded(reportId: number) {
    this.db.run("UPDATE reports SET reminded = 1 WHERE id = @reportId", { reportId });
  }

  async newestRecording(user: number) {
    const sql = `SELECT coalesce(max(recordings.id), 0) AS newest FROM reports JOIN recordings ON report_id = reports.id
       WHERE owner_user = @user`;
    return this.db.first(sql, { user })?.newest as number;
  }

  async statusMessages(user: number) {
    return this.db.all(
      `SELECT owner_chat AS chat, message_id AS messageId FROM reports JOIN status_messages ON report_id = reports.id
       WHERE owner_user = @user AND message_id <> 0 ORDER BY reports.id DESC`,
      { user },
    ) as unknown as { chat: number; messageId: number }[];
  }

  async forget(user: number, keepDelivered: boolean) {
    return forget(this.db, user, keepDelivered);
  }

  private found(id: number): User | null {
    const found = this.db.first("SELECT * FROM users WHERE id = @id", { id });
    return found ? toUser(found) : null;
  }

  private keep({ id, name, username }: Person, set: string, values: Record<string, unknown> = {}): User {
    return this.db.write(() => {
      this.db.run(
        `INSERT INTO users (id, name, username, known_at) VALUES (@id, @name, @username, @now)
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, username = excluded.username`,
        { id, name, username, now: this.db.now() },
      );
      return toUser(this.db.first(`UPDATE users SET ${set} WHERE id = @id RETURNING *`, { ...values, id }) as never);
    });
  }
}

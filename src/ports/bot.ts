import type { StoredFailure } from "../domain/failure.js";
import type { Report } from "../domain/report.js";
import type { Access, Language, Owner, Person, User } from "../domain/user.js";

/** A report's status message, as far as it was sent. `shown` is what it shows now. */
export interface StatusMessage {
  report: Report;
  messageId: number | null;
  shown: string | null;
  /** Another one whenever what it shows may have changed, but for what time and others' recordings do to it. */
  state: string;
}

export interface ShownStatus {
  messageId: number;
  shown: string;
  final: boolean;
  /** Whether it stood there already, and shows something else now. */
  isEdit?: boolean;
  /** Where it stands: message numbers are each chat's own. */
  chat?: number;
}

/** One revision of a settled report on its way to its chat. */
export interface Delivery {
  report: Report;
  revision: number;
  /** Sends that were begun, this one included. */
  attempts: number;
  /** Whether an earlier send may have arrived: its answer was lost, or its process died. */
  maybeSent: boolean;
}

/** What somebody is to be told. `key` names what happened: they are told of it once. */
export interface NewNotice {
  key: string;
  to: Owner;
  /** An admin reads the operator's sentence, anybody else the seller's. */
  toAdmin: boolean;
  failure: StoredFailure;
  /** The report that was not delivered. */
  report?: number;
  /** The message that is answered, and the name of what it brought. */
  about?: { message: number; name: string };
}

/** What one message is owed to tell: all that somebody is to be told in one chat for one reason. */
export interface Notice {
  ids: readonly number[];
  to: Owner;
  toAdmin: boolean;
  failure: StoredFailure;
  report: number | null;
  /** Of all that the message tells, what it told already included. */
  names: readonly string[];
  replyTo: number | null;
  /** The message that told the first of them a moment ago, which grows; null where it is to be sent. */
  message: number | null;
  /** Sends that were refused. */
  attempts: number;
}

/**
 * What the bot keeps beside the reports: people, status messages, and the outbox. Times are milliseconds since the epoch.
 * One bot at a time works on it; workers write to the JobStore at the same time.
 */
export interface ChatStore {
  /** Another one after each change of what is stored, whoever made it. */
  version(): Promise<string>;
  /** The bot that works here from now on. Where it is another than before, no message of the old one is edited, and admins are asked anew. */
  worksAs(bot: number): Promise<void>;
  user(id: number): Promise<User | null>;
  /** Everybody known, newest first. */
  users(): Promise<User[]>;
  /** A person as last seen. `language` is kept where they have not chosen one: what runs in the background speaks it too. */
  seen(person: Person, language: Language): Promise<User>;
  /** Somebody who asks to be let in: PENDING where not known yet. `isNew` is true once. */
  ask(person: Person): Promise<{ user: User; isNew: boolean }>;
  /** Those who are PENDING and whom this admin was not asked about yet, longest known first; ten at a time, at Telegram's pace. */
  unasked(admin: number): Promise<User[]>;
  asked(admin: number, user: number): Promise<void>;
  /** Kept for a number that never wrote, too: the command line may let it in beforehand. */
  decide(id: number, access: Access, by: number | null): Promise<User>;
  /** Kept for somebody unknown too; says nothing of their access. */
  setLanguage(person: Person, language: Language): Promise<void>;

  /**
   * A group became a supergroup, and has another number: its reports and what is due of them go there, status messages anew.
   * Gives whether that is news: the notices are owed then.
   */
  groupMoved(was: number, now: number, notices?: readonly NewNotice[]): Promise<boolean>;
  /** The number that a chat had, and the one that it has: the same twice for all but moved groups. */
  numbersOf(chat: number): Promise<{ was: number; now: number }>;

  /** Reports with an owner whose status message does not show their end yet, oldest first. */
  statusesDue(): Promise<StatusMessage[]>;
  /** What the status message shows now. `final`: it shows the end; a retry makes it due again. An edit of one that is to go, and one in a chat that its report has left, count for nothing. */
  statusShown(reportId: number, message: ShownStatus): Promise<void>;

  /** The status message is sent anew, at the chat's end, rather than edited where it is. Gives the one that is to go. */
  showAnew(reportId: number): Promise<number | null>;

  /**
   * The next due delivery, with its send counted and marked as begun, in one transaction; null where none is due. Only the
   * last revision of a settled report is due, and none into a chat that is `busy`. One that a bot had begun whose process is gone
   * is due again, and may have arrived.
   */
  nextDelivery(busy?: readonly number[]): Promise<Delivery | null>;
  delivered(reportId: number, revision: number, messageId: number): Promise<void>;
  /**
   * Due again at `at`. `maybeSent` false: it surely did not arrive. The notices that it is refused are owed the first time, and
   * again where somebody asked for it since.
   */
  deliverLater(
    reportId: number,
    revision: number,
    again: { at: number; maybeSent: boolean },
    notices?: readonly NewNotice[],
  ): Promise<void>;
  /** It cannot be delivered (the bot is blocked, the chat is lost): it waits until the chat is heard of again. Notices as above. */
  undeliverable(reportId: number, revision: number, notices?: readonly NewNotice[]): Promise<void>;
  /** The chat can be reached again: what could not be delivered or told there is due. */
  reachable(chat: number): Promise<void>;
  /** Whether the file of the last revision was sent into its chat, as far as is known: a FAILED report has none. */
  fileSent(reportId: number): Promise<boolean>;
  /** The last revision is due once more, because somebody asked; in another chat, where one is named. False where the report is not settled. */
  redeliver(reportId: number, chat?: number): Promise<boolean>;

  /** One whose key is known changes nothing. */
  owe(notices: readonly NewNotice[]): Promise<void>;
  /** What is due to be told, in the order it came. */
  owed(): Promise<Notice[]>;
  /** They were told by this message. */
  told(ids: readonly number[], messageId: number): Promise<void>;
  tellLater(ids: readonly number[], at: number): Promise<void>;
  /** They are told in the person's own chat: the one that they were for is lost. */
  tellInPrivate(ids: readonly number[]): Promise<void>;
  /** They are no longer to be told. */
  dropNotices(ids: readonly number[]): Promise<void>;

  /** OPEN reports with an owner whose last recording came before `before`, and whether they were reminded. */
  forgotten(before: number): Promise<{ report: Report; reminded: boolean }[]>;
  reminded(reportId: number): Promise<void>;

  /** The number of their newest recording, which grows with each that comes; 0 where there is none. */
  newestRecording(user: number): Promise<number>;
  /** The status messages of all their reports, newest first. */
  statusMessages(user: number): Promise<{ chat: number; messageId: number }[]>;

  /**
   * Removes a user's reports, recordings, transcripts, rows and name at once; an access decision stays. Where `keepDelivered`,
   * the rows of reports that were delivered stay, without their owner. Gives the files to remove. Whoever works on one of the
   * recordings has lost its lease.
   */
  forget(user: number, keepDelivered: boolean): Promise<string[]>;
}

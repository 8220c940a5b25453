import type { FailureCode, FailureFacts } from "../domain/failure.js";
import type { Stage } from "../domain/recording.js";
import type { Counts, ReportStatus } from "../domain/report.js";
import type { Flag } from "../domain/row.js";
import type { Language, Person } from "../domain/user.js";

export type Command =
  | "start"
  | "help"
  | "done"
  | "selesai"
  | "status"
  | "cancel"
  | "reports"
  | "retry"
  | "delete"
  | "language";

/** What went wrong, as a phrase that fits behind a recording's name, and what the seller can do, as a sentence. */
export interface Fault {
  why: string;
  todo: string;
  /** Of this box or its engines: no recording of the seller is to blame. */
  ofMachine?: true;
}

export type SellerFailures = { [C in FailureCode]: (facts: FailureFacts[C]) => Fault };

/** Every text of the bot, for one language. All are plain text: whoever sends one as HTML escapes it. */
export interface BotMessages {
  failures: SellerFailures;
  /** What setMyCommands shows, at most 256 characters each. */
  commands: Record<Command, string>;
  buttons: ButtonLabels;
  talk: TalkMessages;
  access: AccessMessages;
  report: ReportTexts;
  /** "22 November 2026". */
  date(at: number, timeZone?: string): string;
  /** What a voice note, which has no name, is called; `time` is "14:05". */
  voiceName(time: string): string;
  /** Words that a report's file name is made of: ASCII. */
  fileName: { report: string; seller: string };
}

export interface ButtonLabels {
  done: string;
  cancel: string;
  retry: string;
  resend: string;
  /** Below a report that could not be delivered to its group. */
  inPrivate: string;
  details: string;
  allow: string;
  deny: string;
  yes: string;
  no: string;
  previous: string;
  next: string;
  back: string;
  languages: Record<Language, string>;
}

export interface TalkMessages {
  welcome(limits: { recordings: number; bytes: number }): string;
  help(limits: { recordings: number; bytes: number }): string;
  /** After /done, where recordings are still worked on. */
  closing(unfinished: number): string;
  /** After /done, where all are finished. */
  closed: string;
  /** A recording came after /done. */
  opensNext: string;
  /** A report was left open for `hours`. */
  reminder(recordings: number, hours: number): string;
  closedForgotten(hours: number): string;
  notSound: string;
  anythingElse: string;
  noOpenReport: string;
  /** Nothing is under way in this chat, but these are elsewhere. */
  elsewhere(reports: readonly string[]): string;
  noReport: string;
  nothingToCancel: string;
  nothingToRetry: string;
  /** Nothing failed in this chat, but in these reports elsewhere. */
  retryElsewhere(reports: readonly string[]): string;
  /** `report`: the title of the one that is sent again then; null where it is open still. */
  retrying(recordings: number, report: string | null): string;
  /** Of a recording that came once more, after it failed at that position; `report` as above. */
  sentAgain(position: number, report: string | null): string;
  /** `place`: where it goes, where that is another chat. */
  resending(place: string | null): string;
  sendingInPrivate: string;
  cancelAsk(title: string, recordings: number): string;
  /** A retry is under way: what was settled before is not cancelled. */
  cancelRetryAsk(title: string, unfinished: number): string;
  cancelled: string;
  /** `isNews`: something succeeded before, and makes a new version. */
  retryCancelled(isNews: boolean): string;
  cancelKept: string;
  /** `keepsRows`: rows that were delivered already stay. Without a report, name and language are all there is. */
  deleteAsk(reports: number, keepsRows: boolean): string;
  deleted(reports: number, keepsRows: boolean): string;
  deleteKept: string;
  /** In place of a status message that cannot be deleted. */
  statusDeleted: string;
  languageAsk: string;
  languageChosen: string;
  /** A question that was asked too long ago, or of something that has changed since. */
  outdated(command: "cancel" | "delete"): string;
  /** A button whose report has moved on since. */
  oldButton: string;
  /** In a group: a button that is another's. */
  notYours: string;
}

export interface AccessMessages {
  /** `asked`: there are admins, and they are asked. */
  stranger(id: number, asked: boolean): string;
  /** A stranger who asks again before anybody has decided. */
  pending(id: number): string;
  request(person: Person): string;
  /** To the person. */
  allowed: string;
  denied: string;
  /** To the admins; `by` is the one who decided. */
  decided(person: Person, allowed: boolean, by: string): string;
  /** To the admins, with the operator's sentence on what is wrong. */
  machineFault(sentence: string): string;
}

export interface ReportTexts {
  title(number: number, date: string, revision: number): string;
  progress(finished: number, recordings: number): string;
  fetching: string;
  fetchedLater: string;
  /** The machine's disk is full. */
  waitsForRoom: string;
  queued: string;
  retriedAt(attempt: number, time: string): string;
  waitsAgain(attempt: number): string;
  running: string;
  stages: Record<Stage, string>;
  rows(count: number): string;
  empty: string;
  silent: string;
  duplicateOf(position: number): string;
  dropped(rows: number): string;
  /** Behind a recording's number of rows: of so many cells it must be checked what was said. */
  toCheck(cells: number): string;
  /** What the mark of those cells means, and in which recordings they are. */
  flags: Record<Flag, (cells: number, positions: string) => string>;
  /** Which button shows what was heard there. */
  howToCheck: string;
  failed: string;
  /** Recordings of others come before; `remaining` seconds are for this report alone, null while nothing was measured. */
  ahead(recordings: number, remaining: number | null): string;
  remaining(seconds: number): string;
  sendMore: string;
  sendMoreOrTake: string;
  /** It has as many recordings as it may have. */
  full: string;
  willBeSent: string;
  /** "Completed: 8 rows from 5 recordings (1 failed)." */
  summary(status: ReportStatus, counts: Counts): string;
  moreRecordings(count: number): string;
  moreRows(count: number): string;
  failures: string;
  demo: string;
  secondCopy: string;
  pickRecording: string;
  heard: string;
  nothingHeard: string;
  found: string;
  yes: string;
  no: string;
  lastReports: string;
  pickReport: string;
  /** In the list of reports: what was in it is no longer kept. */
  removed(sentHere: boolean): string;
  resend(date: string, number: number): string;
  /** Where a report's messages go, behind its title. */
  places: { private: string; group: string };
}

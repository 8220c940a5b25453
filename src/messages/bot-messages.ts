import type { FailureCode, FailureFacts } from "../domain/failure.js";
import type { Language, Person } from "../domain/person.js";
import type { Stage } from "../domain/recording.js";
import type { Counts, ReportStatus } from "../domain/report.js";

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
  noReport: string;
  nothingToCancel: string;
  nothingToRetry: string;
  retrying(recordings: number): string;
  resending: string;
  sendingInPrivate: string;
  cancelAsk(recordings: number): string;
  cancelled: string;
  cancelKept: string;
  /** `keepsRows`: rows that were delivered already stay. */
  deleteAsk(reports: number, keepsRows: boolean): string;
  deleted(reports: number, keepsRows: boolean): string;
  deleteKept: string;
  nothingToDelete: string;
  languageAsk: string;
  languageChosen: string;
  /** A button whose report has moved on since. */
  oldButton: string;
}

export interface AccessMessages {
  /** `asked`: there are admins, and they were asked. */
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
  /** What the mark of those cells means, in which recordings they are, and the button that shows what was heard there. */
  unheard(cells: number, positions: string): string;
  failed: string;
  /** Recordings of others come before; `remaining` seconds are for this report alone, null while nothing was measured. */
  ahead(recordings: number, remaining: number | null): string;
  remaining(seconds: number): string;
  sendMore: string;
  sendMoreOrTake: string;
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
  removed: string;
  resend(date: string, number: number): string;
}

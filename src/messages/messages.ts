import type { FailureCode, FailureFacts, StoredFailure } from "../domain/failure.js";
import type { Violation, ViolationCode, ViolationFacts } from "../domain/integrity/violation.js";
import type { Problem } from "../domain/problem.js";
import type { Recording, Stage } from "../domain/recording.js";
import type { Counts, ReportStatus } from "../domain/report.js";
import type { Flag } from "../domain/row.js";
import type { Access } from "../domain/user.js";
import type { BotMessages } from "./bot-messages.js";

/** Every text a person reads, for one language. A missing one does not compile. */
export interface Messages {
  /** One sentence that says what is wrong and what to do. */
  failures: { [C in FailureCode]: (facts: FailureFacts[C]) => string };
  problem(problem: Problem): string;
  /** What must never be so, in a sentence. */
  violations: { [C in ViolationCode]: (facts: ViolationFacts[C]) => string };
  statuses: Record<ReportStatus, string>;
  recordingStatuses: Record<Recording["status"], string>;
  stages: Record<Stage, string>;
  cli: CliMessages;
  bot: BotMessages;
  help: HelpMessages;
}

export interface CliMessages {
  error: string;
  demoModels: string;
  reportOpened(report: number, recordings: number): string;
  sameFile(name: string): string;
  /** Recordings with a hidden part in their path. */
  hidden(count: number): string;
  loading: string;
  rows(count: number): string;
  nothingHeard: string;
  noRecords: string;
  duplicateOf(position: number, name: string): string;
  dropped(rows: number): string;
  /** What the mark of flagged cells means, and the recordings that they are from; then how to look at them. */
  flags: Record<Flag, (cells: number, names: string) => string>;
  howToCompare(report: number): string;
  failed: string;
  retriedLater(attempt: number): string;
  estimating: string;
  remaining(seconds: number): string;
  summary(report: number, status: ReportStatus, counts: Counts): string;
  written(path: string): string;
  notWritten: string;
  failures: string;
  howToRetry(report: number): string;
  howToExport(report: number): string;
  stopped(report: number): string;
  nothingToResume: string;
  noReports: string;
  botRuns(username: string): string;
  workerRuns: string;
  serviceStopped: string;
  serviceWorks(service: string): string;
  noUsers: string;
  userDecided(id: number, allowed: boolean): string;
  userColumns: { id: string; name: string; access: string };
  /** LISTED: by the settings. NONE: once was. */
  accesses: Record<Access | "LISTED" | "NONE", string>;
  retrying(count: number): string;
  /** Recordings that a model was named for, and that it cannot hear any more. */
  keepsHeard(count: number): string;
  /** In the place of a removed report's rows. */
  removed: string;
  checked(reports: number): string;
  notAsItShould(count: number): string;
  backedUp(path: string, reports: number, recordings: number): string;
  restored(path: string, reports: number, recordings: number): string;
  tidied(tidied: Tidied): string;
  purged(user: number, reports: number, keepsRows: boolean): string;
  nothingToPurge(user: number): string;
  columns: { report: string; status: string; recordings: string; rows: string; created: string };
  recordingColumns: { number: string; name: string; seconds: string; note: string };
  score: {
    title(recordings: number): string;
    recordF1(f1: string, precision: string, recall: string): string;
    field(heading: string, right: number, of: number): string;
    wholly(right: number, of: number): string;
    notCompared(count: number): string;
  };
}

/** What was removed, and how many days it was kept; null: for ever. */
export interface Tidied {
  audio: number;
  reports: number;
  audioDays: number | null;
  rowsDays: number | null;
}

export interface HelpMessages {
  program: string;
  process: string;
  resume: string;
  reports: string;
  show: string;
  export: string;
  retry: string;
  serve: string;
  bot: string;
  worker: string;
  health: string;
  users: string;
  allow: string;
  deny: string;
  userArgument: string;
  serviceArgument: string;
  check: string;
  backup: string;
  restore: string;
  tidy: string;
  purge: string;
  archiveArgument: string;
  force: string;
  user: string;
  examples: string;
  /** Headings of the help. */
  titles: { usage: string; arguments: string; options: string; commands: string };
  help: string;
  version: string;
  files: string;
  reportArgument: string;
  retryArgument: string;
  again: string;
  output: string;
  format: string;
  template: string;
  extractor: string;
  whisperModel: string;
  extractionModel: string;
  delimiter: string;
  expected: string;
  lang: string;
  json: string;
  dataDir: string;
  verbose: string;
  settings: string;
}

/** The sentence for a failure. */
export function sentence(messages: Messages, failure: StoredFailure): string {
  const render = messages.failures[failure.code] as (facts: StoredFailure["facts"]) => string;
  return render(failure.facts);
}

/** The sentence for something that must never be so. */
export function violationSentence(messages: Pick<Messages, "violations">, { code, facts }: Violation): string {
  return (messages.violations[code] as (facts: Violation["facts"]) => string)(facts);
}

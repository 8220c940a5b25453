import { counted, decimal, duration, plural } from "../format.js";
import type { Messages } from "../messages.js";
import { botEn } from "./bot.js";
import { failuresEn, problem } from "./failures.js";
import { helpEn } from "./help.js";
import { violationsEn } from "./violations.js";

export const en: Messages = {
  problem,
  violations: violationsEn,
  failures: failuresEn,
  statuses: {
    OPEN: "open",
    PROCESSING: "processing",
    COMPLETED: "completed",
    PARTIALLY_COMPLETED: "partially completed",
    FAILED: "failed",
    CANCELLED: "cancelled",
  },
  recordingStatuses: {
    FETCHING: "being fetched",
    QUEUED: "waiting",
    RUNNING: "running",
    SUCCEEDED: "done",
    FAILED: "failed",
  },
  stages: { converting: "converting", transcribing: "transcribing", extracting: "extracting" },
  bot: botEn,
  cli: {
    error: "Error",
    demoModels: "Demonstration models are in use: for demos and tests, not for real voices.",
    reportOpened: (report, recordings) => `Report ${report}: ${plural(recordings, "recording", "recordings")}.`,
    hidden: (count) =>
      `Passed over: ${plural(count, "hidden recording", "hidden recordings")}, deleted ones for instance.`,
    sameFile: (name) => `${name} was named twice and is taken once.`,
    loading: "Loading the models…",
    rows: (count) => plural(count, "row", "rows"),
    nothingHeard: "nothing was said",
    noRecords: "no order was spoken of",
    duplicateOf: (position, name) => `the same recording as ${position} (${name})`,
    dropped: (rows) => `${plural(rows, "row", "rows")} dropped: copied from an example`,
    flags: {
      unheard: (cells, names) => `does not match what was heard (${plural(cells, "cell", "cells")}, in ${names})`,
      out_of_bounds: (cells, names) =>
        `not a value that its column takes (${plural(cells, "cell", "cells")}, in ${names})`,
    },
    howToCompare: (report) => `to compare: catat show ${report}`,
    failed: "failed",
    retriedLater: (attempt) => `attempt ${attempt} failed, will be tried again`,
    estimating: "estimating…",
    remaining: (seconds) => `about ${duration(seconds, "en")} left`,
    summary: (report, status, c) =>
      `Report ${report} is ${en.statuses[status]}: ${plural(c.rows, "row", "rows")} from ${plural(c.recordings, "recording", "recordings")}${counted(
        [
          [c.empty, "without an order"],
          [c.failed, "failed"],
          [c.duplicates, "named twice"],
        ],
      )}.`,
    written: (path) => `Written to ${path}`,
    notWritten: "No recording succeeded, so no file was written.",
    failures: "What failed, and why:",
    howToRetry: (report) => `Try again with: catat retry ${report}`,
    howToExport: (report) => `The rows are stored; write the file with: catat export ${report}`,
    stopped: (report) => `Stopped. Nothing is lost; go on with: catat resume ${report}`,
    nothingToResume: "Every report is finished: there is nothing to resume.",
    noReports: "There is no report yet: 'catat process <files or folders…>' makes one.",
    botRuns: (username) => `The bot @${username} is listening. Ctrl-C stops it.`,
    workerRuns: "The worker takes recordings as they come.",
    serviceStopped: "Stopped. Nothing is lost; what waits goes on at the next start.",
    serviceWorks: (service) => `The ${service} works.`,
    noUsers: "Nobody has written to the bot yet.",
    userDecided: (id, allowed) => `${id} was ${allowed ? "let in" : "denied"}.`,
    userColumns: { id: "Number", name: "Name", access: "Access" },
    accesses: { PENDING: "asked", ALLOWED: "let in", DENIED: "denied", LISTED: "let in by the settings", NONE: "none" },
    removed: "removed",
    checked: (reports) => `Everything is as it should be: ${plural(reports, "report", "reports")} checked.`,
    notAsItShould: (count) => `${plural(count, "thing is", "things are")} not as they should be:`,
    backedUp: (path, reports, recordings) =>
      `Backup written to ${path}: ${plural(reports, "report", "reports")}, the sound of ${plural(recordings, "recording", "recordings")}.`,
    restored: (path, reports, recordings) =>
      `Restored to ${path}: ${plural(reports, "report", "reports")}, the sound of ${plural(recordings, "recording", "recordings")}. 'catat serve' or 'catat resume' goes on.`,
    tidied: ({ audio, reports, audioDays, rowsDays }) =>
      `Removed: the sound of ${plural(audio, "recording", "recordings")} (kept ${kept(audioDays)}), transcripts and rows of ${plural(reports, "report", "reports")} (kept ${kept(rowsDays)}).`,
    purged: (user, reports, keepsRows) =>
      `The data of ${user} was removed: ${plural(reports, "report", "reports")}.${keepsRows ? " Rows that were delivered already stay, without who sent them (CATAT_KEEP_DELIVERED_ROWS)." : ""}`,
    nothingToPurge: (user) => `Nothing of ${user} is kept.`,
    keepsHeard: (count) =>
      `The sound of ${plural(count, "recording", "recordings")} was removed: what was heard before is used, whatever model is named.`,
    retrying: (count) => `${plural(count, "recording", "recordings")} will be tried again.`,
    columns: { report: "Report", status: "Status", recordings: "Recordings", rows: "Rows", created: "Made" },
    recordingColumns: {
      number: "No.",
      name: "Recording",
      seconds: "Length",
      note: "Note",
    },
    score: {
      title: (recordings) => `Compared with what was said in ${plural(recordings, "recording", "recordings")}:`,
      recordF1: (f1, precision, recall) => `record F1 ${f1} (precision ${precision}, recall ${recall})`,
      field: (heading, right, of) => `${heading}: ${right} of ${of} exact`,
      wholly: (right, of) => `recordings wholly right: ${right} of ${of}`,
      notCompared: (count) => `${plural(count, "recording", "recordings")} not in the expected rows, not compared`,
    },
  },
  help: helpEn,
};

function kept(days: number | null): string {
  return days === null ? "for ever" : days === 1 ? "1 day" : `${decimal(days, "en")} days`;
}

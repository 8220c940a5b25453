import type { Messages } from "../messages.js";

/** What must never be so, in the words of the operator. */
export const violationsEn: Messages["violations"] = {
  recording_unfinished: ({ report, recording, status }) =>
    `Report ${report} has ended, but its recording ${report}.${recording} has not (${status}).`,
  failure_unnamed: ({ report, recording }) => `Recording ${report}.${recording} failed, and nothing says why.`,
  duplicate_unnamed: ({ report, recording }) =>
    `Recording ${report}.${recording} counts as a duplicate, but not of a recording of its report.`,
  status_wrong: ({ report, status, due }) =>
    `Report ${report} is ${status}, but by its recordings it would have to be ${due}.`,
  rows_misplaced: ({ report, recording, status }) =>
    `Recording ${report}.${recording} has rows, though nothing was to be found in it (${status}).`,
  delivery_missing: ({ report, revision }) => `Version ${revision} of report ${report} has no delivery, sent or due.`,
  delivery_excess: ({ report, revision }) => `Report ${report} has a delivery too many, of version ${revision}.`,
  lease_outlived: ({ report, recording }) =>
    `Recording ${report}.${recording} is held by a worker that is gone: 'catat worker' or 'catat resume' takes it back.`,
  file_missing: ({ report, recording, file }) =>
    `The sound of recording ${report}.${recording} is gone from the disk (recordings/${file}).`,
  file_unnamed: ({ file }) => `recordings/${file} belongs to no recording: move it away.`,
  folder_away: ({ path }) => `${path} is not the folder that the recordings were put into: mount its disk.`,
  database_damaged: ({ reason }) => `The database is damaged (${reason}): restore a backup with 'catat restore'.`,
  reference_broken: ({ table, row }) => `Row ${row} of the table ${table} belongs to something that is not there.`,
};

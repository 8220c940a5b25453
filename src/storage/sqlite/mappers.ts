import type { Recording } from "../../domain/recording.js";
import type { Report } from "../../domain/report.js";
import type { Owner, User } from "../../domain/user.js";
import type { Columns } from "./database.js";

/** A recording with whether anything was heard in it. */
export const selectRecordings = `
  SELECT recordings.*, transcripts.text = '' AS silent
  FROM recordings LEFT JOIN transcripts ON transcripts.recording_id = recordings.id`;

export function toReport(c: Columns): Report {
  return {
    id: c.id as number,
    status: c.status as Report["status"],
    owner: c.owner_user === null ? null : ownerOf(c),
    number: c.number as number,
    template: JSON.parse(c.template as string),
    settings: JSON.parse(c.settings as string),
    createdAt: c.created_at as number,
    settledAt: c.settled_at as number | null,
    revision: c.revision as number,
    removedAt: c.removed_at as number | null,
  };
}

export function toRecording(c: Columns): Recording {
  return {
    id: c.id as number,
    reportId: c.report_id as number,
    position: c.position as number,
    name: c.name as string,
    source: c.source as string,
    file: c.file as string | null,
    bytes: c.bytes as number | null,
    sha256: c.sha256 as string | null,
    status: c.status as Recording["status"],
    stage: c.stage as Recording["stage"],
    duplicateOf: c.duplicate_of as number | null,
    attempts: c.attempts as number,
    runAt: c.run_at as number,
    failure: c.failure === null ? null : JSON.parse(c.failure as string),
    seconds: c.seconds as number | null,
    timings: JSON.parse(c.timings as string),
    silent: c.silent === null || c.silent === undefined ? null : c.silent === 1,
    droppedRows: c.dropped_rows as number,
    receivedAt: c.received_at as number,
    wantedAt: c.wanted_at as number,
    finishedAt: c.finished_at as number | null,
  };
}

function ownerOf(c: Columns): Owner {
  return { user: c.owner_user as number, chat: c.owner_chat as number };
}

export function toUser(c: Columns): User {
  return {
    id: c.id as number,
    name: c.name as string,
    username: c.username as string | null,
    language: c.language as User["language"],
    access: c.access as User["access"],
    decidedBy: c.decided_by as number | null,
    decidedAt: c.decided_at as number | null,
  };
}

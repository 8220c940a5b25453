import type { Database } from "better-sqlite3";
import { Failure } from "../domain/failure.js";

/** Each step brings the schema from its index to the next; a step that has been released is never changed. */
const migrations: readonly string[] = [
  `
  CREATE TABLE reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    status TEXT NOT NULL CHECK (status IN ('OPEN', 'PROCESSING', 'COMPLETED', 'PARTIALLY_COMPLETED', 'FAILED', 'CANCELLED')),
    template TEXT NOT NULL CHECK (json_valid(template)),
    settings TEXT NOT NULL CHECK (json_valid(settings)),
    created_at INTEGER NOT NULL,
    settled_at INTEGER,
    revision INTEGER NOT NULL DEFAULT 0
  ) STRICT;

  CREATE TABLE recordings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    source TEXT NOT NULL,
    file TEXT,
    bytes INTEGER,
    sha256 TEXT,
    status TEXT NOT NULL CHECK (status IN ('FETCHING', 'QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')),
    stage TEXT CHECK (stage IN ('converting', 'transcribing', 'extracting')),
    duplicate_of INTEGER,
    attempts INTEGER NOT NULL DEFAULT 0,
    run_at INTEGER NOT NULL,
    worker TEXT,
    lease_token TEXT,
    lease_until INTEGER,
    failure TEXT CHECK (json_valid(failure)),
    seconds REAL,
    timings TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(timings)),
    dropped_rows INTEGER NOT NULL DEFAULT 0,
    finished_at INTEGER,
    UNIQUE (report_id, position),
    CHECK ((status = 'RUNNING') = (lease_token IS NOT NULL))
  ) STRICT;
  CREATE INDEX recordings_to_run ON recordings (status, run_at);

  CREATE TABLE transcripts (
    recording_id INTEGER PRIMARY KEY REFERENCES recordings ON DELETE CASCADE,
    text TEXT NOT NULL,
    transcript TEXT NOT NULL CHECK (json_valid(transcript))
  ) STRICT;

  CREATE TABLE rows (
    recording_id INTEGER NOT NULL REFERENCES recordings ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    row TEXT NOT NULL CHECK (json_valid(row)),
    PRIMARY KEY (recording_id, ordinal)
  ) STRICT;
  `,
  `
  ALTER TABLE reports ADD COLUMN owner_user INTEGER;
  ALTER TABLE reports ADD COLUMN owner_chat INTEGER CHECK ((owner_user IS NULL) = (owner_chat IS NULL));
  ALTER TABLE reports ADD COLUMN reminded INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1));
  -- Number of the last claim that went to it: owners take turns by it.
  ALTER TABLE reports ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
  CREATE UNIQUE INDEX reports_open ON reports (owner_user, owner_chat) WHERE status = 'OPEN' AND owner_user IS NOT NULL;
  CREATE INDEX reports_of ON reports (owner_user, turn);
  CREATE INDEX reports_turn ON reports (turn);

  -- Names the message that it came in; null for the command line's.
  ALTER TABLE recordings ADD COLUMN key TEXT;
  CREATE UNIQUE INDEX recordings_key ON recordings (key);
  ALTER TABLE recordings ADD COLUMN received_at INTEGER NOT NULL DEFAULT 0;
  UPDATE recordings SET received_at = (SELECT created_at FROM reports WHERE reports.id = report_id);

  CREATE TABLE users (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    username TEXT,
    language TEXT CHECK (language IN ('id', 'en')),
    access TEXT CHECK (access IN ('PENDING', 'ALLOWED', 'DENIED')),
    decided_by INTEGER,
    decided_at INTEGER,
    known_at INTEGER NOT NULL,
    CHECK ((decided_at IS NOT NULL) = (access IS NOT NULL AND access <> 'PENDING')),
    CHECK (decided_by IS NULL OR decided_at IS NOT NULL)
  ) STRICT;

  CREATE TABLE status_messages (
    report_id INTEGER PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
    message_id INTEGER NOT NULL,
    shown TEXT NOT NULL,
    final INTEGER NOT NULL CHECK (final IN (0, 1))
  ) STRICT;

  CREATE TABLE deliveries (
    report_id INTEGER NOT NULL REFERENCES reports ON DELETE CASCADE,
    revision INTEGER NOT NULL CHECK (revision > 0),
    status TEXT NOT NULL CHECK (status IN ('DUE', 'SENDING', 'DELIVERED', 'UNDELIVERABLE')),
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    maybe_sent INTEGER NOT NULL DEFAULT 0 CHECK (maybe_sent IN (0, 1)),
    run TEXT,
    message_id INTEGER,
    PRIMARY KEY (report_id, revision),
    CHECK ((status = 'SENDING') = (run IS NOT NULL))
  ) STRICT;
  CREATE INDEX deliveries_due ON deliveries (status, due_at);
  `,
  `
  -- When its transcripts and rows were removed, because they were kept long enough.
  ALTER TABLE reports ADD COLUMN removed_at INTEGER;
  ALTER TABLE deliveries ADD COLUMN delivered_at INTEGER;
  UPDATE deliveries SET delivered_at = due_at WHERE message_id IS NOT NULL;
  `,
  `
  -- Rows carry flags; those that were never checked carry none.
  UPDATE rows SET row = json_set(row, '$.flags', json('{}'));
  `,
  `
  -- Groups that became supergroups, with the numbers that they had and have.
  CREATE TABLE moved_groups (was INTEGER PRIMARY KEY, now INTEGER NOT NULL UNIQUE) STRICT;
  -- Which admins were asked whether somebody is let in.
  CREATE TABLE asked_admins (
    user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
    admin INTEGER NOT NULL,
    PRIMARY KEY (user, admin)
  ) STRICT;
  `,
  `
  -- What a recording failed of before the retry that is under way.
  ALTER TABLE recordings ADD COLUMN failure_before TEXT CHECK (json_valid(failure_before));
  -- To cancel a retry made the whole report CANCELLED, though it had been settled, and delivered.
  UPDATE status_messages SET final = 0
    WHERE report_id IN (SELECT id FROM reports WHERE status = 'CANCELLED' AND revision > 0);
  UPDATE reports SET
      status = iif(EXISTS (SELECT 1 FROM recordings WHERE report_id = reports.id AND status = 'SUCCEEDED'
        AND duplicate_of IS NULL), 'PARTIALLY_COMPLETED', 'FAILED'),
      settled_at = coalesce((SELECT max(finished_at) FROM recordings WHERE report_id = reports.id), created_at)
    WHERE status = 'CANCELLED' AND revision > 0;
  `,
  `
  -- How long things are kept (null: for ever), as the service that was started last has it: whoever deletes, does so by this.
  CREATE TABLE retention (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    audio_ms REAL,
    rows_ms REAL,
    keep_delivered_rows INTEGER NOT NULL CHECK (keep_delivered_rows IN (0, 1))
  ) STRICT;
  -- Where the command line writes a report's file: a place on this box, which no backup may name.
  CREATE TABLE outputs (
    report_id INTEGER PRIMARY KEY REFERENCES reports ON DELETE CASCADE,
    path TEXT NOT NULL
  ) STRICT;
  INSERT INTO outputs SELECT id, settings ->> 'output' FROM reports WHERE settings ->> 'output' IS NOT NULL;
  UPDATE reports SET settings = json_remove(settings, '$.output');
  -- What the recordings' folder is known by.
  CREATE TABLE folder_mark (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    mark TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- A seller's reports count from 1 each day. What counts them outlives the reports, until the day is over.
  ALTER TABLE reports ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
  UPDATE reports SET number = counted.number FROM (
    SELECT id, row_number() OVER (
      PARTITION BY owner_user, date(created_at / 1000, 'unixepoch', 'localtime') ORDER BY id) AS number
    FROM reports WHERE owner_user IS NOT NULL) AS counted
  WHERE counted.id = reports.id;
  CREATE TABLE day_numbers (owner_user INTEGER PRIMARY KEY, day TEXT NOT NULL, last INTEGER NOT NULL) STRICT;
  INSERT INTO day_numbers (owner_user, day, last)
    SELECT owner_user, date('now', 'localtime'), max(number) FROM reports
    WHERE owner_user IS NOT NULL AND date(created_at / 1000, 'unixepoch', 'localtime') = date('now', 'localtime')
    GROUP BY owner_user;

  -- Since when somebody waits for its bytes: it came, or is tried again.
  ALTER TABLE recordings ADD COLUMN wanted_at INTEGER NOT NULL DEFAULT 0;
  UPDATE recordings SET wanted_at = received_at;

  -- Each report that has an owner has its status message from the beginning: number 0 where none stands in the chat.
  INSERT INTO status_messages (report_id, message_id, shown, final)
    SELECT id, 0, '', 0 FROM reports WHERE owner_user IS NOT NULL AND id NOT IN (SELECT report_id FROM status_messages);
  UPDATE status_messages SET final = 1 WHERE report_id IN (SELECT id FROM reports WHERE removed_at IS NOT NULL);

  -- What is looked for again and again is found without reading what is over.
  CREATE INDEX status_messages_due ON status_messages (report_id) WHERE final = 0;
  CREATE INDEX reports_under_way ON reports (owner_user) WHERE status IN ('OPEN', 'PROCESSING');
  CREATE INDEX reports_kept ON reports (id) WHERE removed_at IS NULL;
  CREATE INDEX reports_owner ON reports (owner_user);
  CREATE INDEX reports_chat ON reports (owner_chat);
  CREATE INDEX recordings_received ON recordings (received_at);
  CREATE INDEX recordings_kept ON recordings (report_id) WHERE file IS NOT NULL;
  CREATE INDEX recordings_unheard ON recordings (sha256) WHERE status <> 'SUCCEEDED';
  CREATE INDEX recordings_measured ON recordings (finished_at) WHERE status = 'SUCCEEDED' AND seconds IS NOT NULL;

  -- The bot that works here: message numbers are its own. One row.
  CREATE TABLE bots (id INTEGER PRIMARY KEY) STRICT;
  -- Users whose reports, up to the last that they had, are being removed.
  CREATE TABLE erasures (user INTEGER PRIMARY KEY, last_report INTEGER NOT NULL, keep_delivered INTEGER NOT NULL) STRICT;
  `,
  `
  -- What somebody is to be told, until they were: what was not taken or not delivered, or (to_admin) what is to be mended.
  CREATE TABLE notices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL,
    user INTEGER NOT NULL,
    chat INTEGER NOT NULL,
    to_admin INTEGER NOT NULL CHECK (to_admin IN (0, 1)),
    failure TEXT NOT NULL CHECK (json_valid(failure)),
    report_id INTEGER REFERENCES reports ON DELETE CASCADE,
    name TEXT NOT NULL,
    reply_to INTEGER,
    made_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0,
    message_id INTEGER,
    told_at INTEGER,
    UNIQUE (key, user, to_admin),
    CHECK ((message_id IS NULL) = (told_at IS NULL))
  ) STRICT;
  -- Whether its seller and the admins were owed to be told that it is refused, or that its chat is lost.
  ALTER TABLE deliveries ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1));
  `,
];

/** Brings the schema up to date, in one transaction. Throws store_newer where it is ahead of this program. */
export function migrate(db: Database, path: string): void {
  db.transaction(() => {
    const found = db.pragma("user_version", { simple: true }) as number;
    if (found > migrations.length) throw new Failure("store_newer", { path, found, known: migrations.length });
    for (const step of migrations.slice(found)) db.exec(step);
    if (found < migrations.length) db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

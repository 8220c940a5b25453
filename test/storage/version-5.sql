-- The fifth schema, as it was, with what two sellers had in it. Never changed: it stands for the data that people have.
CREATE TABLE reports (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  status TEXT NOT NULL CHECK (status IN ('OPEN', 'PROCESSING', 'COMPLETED', 'PARTIALLY_COMPLETED', 'FAILED', 'CANCELLED')),
  template TEXT NOT NULL CHECK (json_valid(template)),
  settings TEXT NOT NULL CHECK (json_valid(settings)),
  created_at INTEGER NOT NULL,
  settled_at INTEGER,
  revision INTEGER NOT NULL DEFAULT 0
, owner_user INTEGER, owner_chat INTEGER CHECK ((owner_user IS NULL) = (owner_chat IS NULL)), reminded INTEGER NOT NULL DEFAULT 0 CHECK (reminded IN (0, 1)), turn INTEGER NOT NULL DEFAULT 0, removed_at INTEGER) STRICT;
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
  finished_at INTEGER, key TEXT, received_at INTEGER NOT NULL DEFAULT 0,
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
CREATE UNIQUE INDEX reports_open ON reports (owner_user, owner_chat) WHERE status = 'OPEN' AND owner_user IS NOT NULL;
CREATE INDEX reports_of ON reports (owner_user, turn);
CREATE INDEX reports_turn ON reports (turn);
CREATE UNIQUE INDEX recordings_key ON recordings (key);
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
  message_id INTEGER, delivered_at INTEGER,
  PRIMARY KEY (report_id, revision),
  CHECK ((status = 'SENDING') = (run IS NOT NULL))
) STRICT;
CREATE INDEX deliveries_due ON deliveries (status, due_at);
CREATE TABLE moved_groups (was INTEGER PRIMARY KEY, now INTEGER NOT NULL UNIQUE) STRICT;
CREATE TABLE asked_admins (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  admin INTEGER NOT NULL,
  PRIMARY KEY (user, admin)
) STRICT;
INSERT INTO reports (id, status, template, settings, created_at, settled_at, revision, owner_user, owner_chat, reminded, turn, removed_at) VALUES
  (1, 'COMPLETED', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{}', 1700000000000, 1700000009000, 1, 2, 2, 0, 0, 1710000000000),
  (2, 'FAILED', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{}', 1700000010000, 1700000019000, 1, 2, 2, 0, 0, NULL),
  (3, 'COMPLETED', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{}', 1700000020000, 1700000029000, 1, 5, 5, 0, 0, NULL),
  (4, 'OPEN', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{}', 1700000030000, NULL, 0, 2, 2, 0, 0, NULL);
INSERT INTO recordings (id, report_id, position, name, source, file, bytes, sha256, status, attempts, run_at, failure, timings, dropped_rows, finished_at, key, received_at) VALUES
  (1, 1, 1, 'a', 'tg1', NULL, 100, 'aa', 'SUCCEEDED', 1, 1700000000000, NULL, '{}', 0, 1700000009000, 'telegram:2:11', 1700000000000),
  (2, 2, 1, 'b', 'tg2', '2-bbbbbbbb', 100, 'bb', 'FAILED', 3, 1700000010000, '{"code":"answer_invalid","facts":{"reason":"x"}}', '{}', 0, 1700000019000, 'telegram:2:14', 1700000010000),
  (3, 3, 1, 'c', 'tg3', '3-cccccccc', 100, 'cc', 'SUCCEEDED', 1, 1700000020000, NULL, '{}', 0, 1700000029000, 'telegram:5:11', 1700000020000),
  (4, 4, 1, 'd', 'tg4', NULL, NULL, NULL, 'FETCHING', 0, 1700000030000, NULL, '{}', 0, NULL, 'telegram:2:17', 1700000030000);
INSERT INTO status_messages (report_id, message_id, shown, final) VALUES
  (1, 12, 'x', 0),
  (2, 15, 'x', 1),
  (3, 12, 'x', 0);
INSERT INTO deliveries (report_id, revision, status, due_at, attempts, maybe_sent, message_id, delivered_at) VALUES
  (1, 1, 'DELIVERED', 1700000009000, 1, 0, 13, 1700000009000),
  (2, 1, 'DELIVERED', 1700000019000, 1, 0, 16, 1700000019000),
  (3, 1, 'UNDELIVERABLE', 1700000029000, 1, 0, NULL, NULL);
PRAGMA user_version = 5;

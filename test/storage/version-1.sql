-- The first schema, as it was, with a row of each kind. Never changed: it stands for the data that people have.
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

INSERT INTO reports VALUES
  (1, 'COMPLETED', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{"output":"report.csv"}', 1700000000000, 1700000009000, 1),
  (2, 'PROCESSING', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{}', 1700000100000, NULL, 0),
  (3, 'OPEN', '{"name":"minuman","record":"one buyer","fields":[{"key":"nama","heading":"Nama","type":"string","description":"Name.","examples":[]}],"examples":[],"invented":[]}', '{}', 1700000200000, NULL, 0);

INSERT INTO recordings
  (id, report_id, position, name, source, file, bytes, sha256, status, stage, duplicate_of, attempts, run_at, worker,
   lease_token, lease_until, failure, seconds, timings, dropped_rows, finished_at) VALUES
  (1, 1, 1, 'a.ogg', '/in/a.ogg', '1-aaaaaaaa', 100, 'aa', 'SUCCEEDED', NULL, NULL, 1, 1700000000000, NULL,
   NULL, NULL, NULL, 12.5, '{"transcribing":800}', 0, 1700000009000),
  (2, 1, 2, 'b.ogg', '/in/b.ogg', NULL, 100, 'aa', 'SUCCEEDED', NULL, 1, 0, 1700000000000, NULL,
   NULL, NULL, NULL, NULL, '{}', 0, 1700000001000),
  (3, 2, 1, 'c.ogg', '/in/c.ogg', '3-cccccccc', 100, 'cc', 'RUNNING', 'transcribing', NULL, 1, 1700000100000,
   '00000000-0000-4000-8000-000000000000', 'token', 1700000160000, NULL, 9.0, '{}', 0, NULL),
  (4, 2, 2, 'd.ogg', '/in/d.ogg', NULL, NULL, NULL, 'FAILED', NULL, NULL, 0, 1700000100000, NULL,
   NULL, NULL, '{"code":"file_empty","facts":{"file":"d.ogg"}}', NULL, '{}', 0, 1700000101000),
  (5, 3, 1, 'e.ogg', '/in/e.ogg', NULL, NULL, NULL, 'FETCHING', NULL, NULL, 0, 1700000200000, NULL,
   NULL, NULL, NULL, NULL, '{}', 0, NULL);

INSERT INTO transcripts VALUES
  (1, 'Bu Sari beli tiga teh', '{"text":"Bu Sari beli tiga teh","language":"id","model":"small","segments":[]}');

INSERT INTO rows VALUES (1, 0, '{"values":{"nama":"Sari"},"evidence":{}}');

PRAGMA user_version = 1;

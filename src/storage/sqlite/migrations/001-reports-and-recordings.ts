export default `
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
`;

export default `
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
`;

export default `
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
`;

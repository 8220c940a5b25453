export default `
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
`;

export default `
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
`;

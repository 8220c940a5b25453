export default `
-- When its transcripts and rows were removed, because they were kept long enough.
ALTER TABLE reports ADD COLUMN removed_at INTEGER;
ALTER TABLE deliveries ADD COLUMN delivered_at INTEGER;
UPDATE deliveries SET delivered_at = due_at WHERE message_id IS NOT NULL;
`;

export default `
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
`;

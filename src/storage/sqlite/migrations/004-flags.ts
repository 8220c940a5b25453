export default `
-- Rows carry flags; those that were never checked carry none.
UPDATE rows SET row = json_set(row, '$.flags', json('{}'));
`;

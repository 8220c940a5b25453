export default `
-- Groups that became supergroups, with the numbers that they had and have.
CREATE TABLE moved_groups (was INTEGER PRIMARY KEY, now INTEGER NOT NULL UNIQUE) STRICT;
-- Which admins were asked whether somebody is let in.
CREATE TABLE asked_admins (
  user INTEGER NOT NULL REFERENCES users ON DELETE CASCADE,
  admin INTEGER NOT NULL,
  PRIMARY KEY (user, admin)
) STRICT;
`;

import type { Connection } from "./database.js";

/** The day of a moment in milliseconds, as the box has it. */
const dayOf = (at: string) => `date(${at} / 1000, 'unixepoch', 'localtime')`;

/** The number of a report that a user begins now, among those of the day: no later one of that day has it, even where this one is erased. */
export function nextNumber(db: Connection, user: number): number {
  const made = db.first(
    `INSERT INTO day_numbers (owner_user, day, last) VALUES (@user, ${dayOf("@now")}, 1)
     ON CONFLICT (owner_user) DO UPDATE SET last = iif(day = excluded.day, last + 1, 1), day = excluded.day
     RETURNING last`,
    { user, now: db.now() },
  );
  return made?.last as number;
}

/** The next report gets the number of this one, which is gone; unless another has come since. */
export function giveBack(db: Connection, report: { owner_user: number; number: number; created_at: number }): void {
  db.run(
    `UPDATE day_numbers SET last = last - 1
     WHERE owner_user = @owner_user AND last = @number AND day = ${dayOf("@created_at")}`,
    report,
  );
}

/** Forgets how far days that are over had counted. Gives how many. */
export function clearNumbers(db: Connection): number {
  return db.run(`DELETE FROM day_numbers WHERE day <> ${dayOf("@now")}`, { now: db.now() });
}

import type { Database } from "better-sqlite3";
import { Failure } from "../../../domain/failure.js";
import step1 from "./001-reports-and-recordings.js";
import step2 from "./002-owners-and-outbox.js";
import step3 from "./003-retention.js";
import step4 from "./004-flags.js";
import step5 from "./005-moved-groups.js";
import step6 from "./006-cancelled-retries.js";
import step7 from "./007-policy-and-outputs.js";
import step8 from "./008-day-numbers-and-indexes.js";
import step9 from "./009-notices.js";

/** Each step brings the schema from its index to the next; a step that has been released is never changed. */
const migrations: readonly string[] = [step1, step2, step3, step4, step5, step6, step7, step8, step9];

/** Brings the schema up to date, in one transaction. Throws store_newer where it is ahead of this program. */
export function migrate(db: Database, path: string): void {
  db.transaction(() => {
    const found = db.pragma("user_version", { simple: true }) as number;
    if (found > migrations.length) throw new Failure("store_newer", { path, found, known: migrations.length });
    for (const step of migrations.slice(found)) db.exec(step);
    if (found < migrations.length) db.pragma(`user_version = ${migrations.length}`);
  }).immediate();
}

import { join } from "node:path";
import { Connection } from "../src/storage/database.js";

/** What in a data folder must not be: nothing, whatever was stopped at whatever moment, once it was finished. */
export function violationsIn(dataDir: string): object[] {
  const db = new Connection(join(dataDir, "catat.db"));
  try {
    return [
      ...db.all("SELECT * FROM recordings WHERE status NOT IN ('SUCCEEDED', 'FAILED') OR lease_token IS NOT NULL"),
      ...db.all("SELECT rows.* FROM rows JOIN recordings ON recordings.id = recording_id WHERE status <> 'SUCCEEDED'"),
      ...db.all("PRAGMA integrity_check").filter((line) => line.integrity_check !== "ok"),
    ];
  } finally {
    db.close();
  }
}

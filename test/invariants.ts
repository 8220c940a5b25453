import { join } from "node:path";
import type { Violation } from "../src/domain/integrity/violation.js";
import { foldersOf } from "../src/storage/files/folders.js";
import { inspect } from "../src/storage/maintenance/inspection.js";
import { Connection } from "../src/storage/sqlite/database.js";

/** What in a data folder must not be: nothing, whatever was stopped at whatever moment, once it was finished. */
export function violationsIn(dataDir: string): Violation[] {
  const db = new Connection(join(dataDir, "catat.db"));
  try {
    return inspect(db, foldersOf(dataDir));
  } finally {
    db.close();
  }
}

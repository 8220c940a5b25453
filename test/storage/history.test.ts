import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { addHistory, looks } from "./history.js";
import { Watched } from "./watched.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-history-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** What each look asks of the database, and how many rows it gets. */
async function asked(recordings: number): Promise<Record<string, unknown>> {
  const db = new Watched(join(folder, `${recordings}.db`));
  addHistory(db, recordings);
  const found: Record<string, unknown> = {};
  for (const [what, work] of await looks(db)) found[what] = await db.during(work);
  db.close();
  return found;
}

it("what the services do again and again asks for no more of the database, however much is in it", async () => {
  expect(await asked(5000)).toEqual(await asked(500));
});

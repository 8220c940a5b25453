import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Connection } from "../../src/storage/sqlite/database.js";
import { addHistory, looks } from "../storage/history.js";

const folder = mkdtempSync(join(tmpdir(), "catat-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** The shortest time that each look took, in milliseconds: what the box does besides only adds. */
async function times(recordings: number): Promise<Map<string, number>> {
  const db = new Connection(join(folder, `${recordings}.db`));
  addHistory(db, recordings);
  const least = new Map<string, number>();
  for (const [what, work] of await looks(db))
    for (let i = 0; i < 200; i++) {
      const start = performance.now();
      await work();
      least.set(what, Math.min(least.get(what) ?? Number.POSITIVE_INFINITY, performance.now() - start));
    }
  db.close();
  return least;
}

it("what the services do again and again takes no longer with 100,000 recordings than with 500", async () => {
  const [few, many] = [await times(500), await times(100_000)];
  for (const [what, ms] of many) console.log(what, few.get(what)?.toFixed(3), ms.toFixed(3));
  for (const [what, ms] of many) expect(ms, what).toBeLessThan(2 * (few.get(what) ?? 0) + 0.1);
}, 600_000);

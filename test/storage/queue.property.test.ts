import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, it } from "vitest";
import { Connection } from "../../src/storage/sqlite/database.js";
import { Driver, type Step } from "./queue-model.js";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-model-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

let databases = 0;
async function withDriver(run: (driver: Driver) => Promise<void>): Promise<void> {
  const clock = { now: 1_000_000 };
  const db = new Connection(join(folder, `${databases++}.db`), () => clock.now);
  try {
    await run(new Driver(db, clock));
  } finally {
    db.close();
  }
}

const frequent: Step["kind"][] = ["receive", "fetch", "fetch", "claim", "claim", "reclaim", "succeed", "fail", "close"];
const rare: Step["kind"][] = [
  "create",
  "fetchLater",
  "refuse",
  "renew",
  "release",
  "reclaim",
  "wait",
  "cancel",
  "retry",
];
const step = fc.record<Step>({
  kind: fc.constantFrom(...frequent, ...rare),
  pick: fc.nat(50),
  amount: fc.nat(1500),
});

it("whatever happens in whatever order: no lease is held twice, nothing is lost, every end has its delivery", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 80, size: "max" }), (steps) =>
      withDriver(async (driver) => {
        for (const { kind, pick, amount } of steps) {
          await driver.steps[kind](pick, amount);
          await driver.check();
        }
        await driver.finish();
      }),
    ),
    // Shrinking a failure may take very long; what was found until then is shown.
    { numRuns: 150, interruptAfterTimeLimit: 30_000 },
  );
});

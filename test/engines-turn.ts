import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";
import { lockAlone } from "../src/storage/workers.js";

// A test file imports this where it has the engines compute for more than a moment. They spin while they wait, and two of
// them would starve each other: such files take turns, and all others run beside them.
const folder = fileURLToPath(new URL("../.cache/tests", import.meta.url));
let turn = lockAlone(folder, "engines");
while (!turn) {
  await sleep(200);
  turn = lockAlone(folder, "engines");
}
afterAll(() => turn.close());

import { it } from "vitest";
import { crash } from "../e2e/crashes.js";
import { newSeed } from "../seeded.js";

it("a report whose process is killed forty times at random moments ends as if nothing had happened", async () => {
  await crash(newSeed(), 40, 4);
}, 1_800_000);

import { it } from "vitest";
import { newSeed } from "../seeded.js";
import { crash } from "./crashes.js";

it("a report whose process is killed eight times at random moments ends as if nothing had happened", async () => {
  await crash(newSeed(), 8, 8);
}, 300_000);

import { expect } from "vitest";
import { ani, budi, it, LiveBot } from "./live.js";

it("a reminder in a group says whose report it is about; in private it is one's own", async ({ onTestFinished }) => {
  const live = await LiveBot.open({ options: { remindAfterHours: 1 / 3600 } });
  onTestFinished(() => live.close());
  const group = live.telegram.group(-500, "Penjual");
  await live.sends(live.telegram.user(budi), group);
  await live.sends(live.telegram.user(ani), group);
  await live.sends(live.telegram.user(budi));
  for (const name of ["Budi", "Ani"]) await live.hears(-500, new RegExp(`^${name}: Laporan ini masih terbuka`));
  expect((await live.hears(budi.id, "masih terbuka")).text).toMatch(/^Laporan ini masih terbuka/);
});

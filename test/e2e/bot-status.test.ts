import { expect, it, onTestFinished } from "vitest";
import { again, BotBox, budi } from "./bot.js";

it("edits a status message every three seconds at most, even where answers to the chat come in between", async () => {
  const box = await BotBox.open();
  onTestFinished(() => box.close());
  await box.start({}, "bot");
  const seller = box.telegram.user(budi);
  const edits = () => box.telegram.log.filter((e) => e.method === "editMessageText").length;
  for (let i = 0; i < 4; i++) {
    const before = edits();
    seller.sends(again(i));
    await box.telegram.until(() => edits() > before, 30_000);
    if (i === 1) for (const word of ["Halo?", "Sudah?", "Terima kasih!"]) seller.says(word);
  }
  expect(box.telegram.rate(budi.id, 3).edits).toBe(1);
});

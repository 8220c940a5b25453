import { afterEach, beforeEach, expect, it } from "vitest";
import { Box } from "../storage/box.js";
import { BotBox, budi } from "./bot.js";

const owner = { user: budi.id, chat: budi.id };

let box: BotBox;
beforeEach(async () => {
  box = await BotBox.open();
});
afterEach(() => box.close());

/** What happened so many days ago, and was shown to its end. */
async function before(daysAgo: number, work: (data: Box) => Promise<unknown>): Promise<void> {
  const data = new Box(box.catat.path("data"));
  data.clock.now -= daysAgo * 24 * 3_600_000;
  try {
    await work(data);
    await data.deliver();
    for (const { report } of await data.chats.statusesDue())
      await data.chats.statusShown(report.id, { messageId: 1, shown: "", final: true });
  } finally {
    data.close();
  }
}

const answers = () => box.telegram.chat(budi.id).filter((m) => m.from === "bot");
const last = () => answers().at(-1)?.text ?? "";
const notices = () => box.telegram.log.flatMap((e) => (e.method === "answerCallbackQuery" ? [e.params.text] : []));

it("tells a seller politely that a report is no longer kept, and sends the others again", async () => {
  await before(91, (data) => data.report(owner, ["succeeds", "fails"]));
  await before(8, (data) => data.report(owner, ["succeeds", "fails"], "Bu Sari"));
  await box.start({ CATAT_KEEP_ROWS_DAYS: "0" }, "bot");
  const seller = box.telegram.user(budi);
  seller.says("/reports");
  await box.telegram.until(() => last().includes("Laporan terakhir"));
  await box.end();
  await box.start({}, "bot");
  seller.taps("resend:1");
  await box.telegram.until(() => notices().length > 0);
  expect(notices()).toEqual(["Isi laporan ini tidak disimpan lagi di sini. Berkasnya dulu dikirim di chat ini."]);
  seller.says("/reports");
  await box.telegram.until(() => last().includes("Isinya"));
  expect(last()).toContain("Isinya tidak disimpan lagi di sini; berkasnya dulu dikirim di chat ini");
  seller.taps("resend:2");
  await box.telegram.until(() => box.telegram.documents(budi.id).length > 0);
  expect(box.telegram.documents(budi.id)[0]?.text).toContain("Bu Sari");
  seller.says("/retry");
  await box.telegram.until(() => last().startsWith("2.ogg"));
  expect(last()).toBe("2.ogg: suaranya tidak disimpan lagi di sini. Kirim ulang rekaman ini.");
});

it("says before it asks that delivered rows stay with the business, and keeps them", async () => {
  await before(1, (data) => data.report(owner, ["succeeds"], "Bu Sari"));
  await box.start({ CATAT_KEEP_DELIVERED_ROWS: "yes" }, "bot");
  const seller = box.telegram.user(budi);
  seller.says("/delete");
  await box.telegram.until(() => last().startsWith("Hapus semua data?"));
  expect(last()).toContain("Baris dari laporan yang sudah terkirim tetap disimpan usaha, tanpa nama pengirimnya.");
  seller.taps("Ya");
  await box.telegram.until(() => last().startsWith("Sudah dihapus: 1 laporan"));
  seller.says("/reports");
  await box.telegram.until(() => last().startsWith("Belum ada laporan"));
  await box.end();
  expect((await box.catat.run(["show", "1"])).out).toContain("Bu Sari");
});

it("says nothing of rows that stay where none do, and removes all", async () => {
  await before(1, (data) => data.report(owner, ["succeeds"], "Bu Sari"));
  await box.start({}, "bot");
  const seller = box.telegram.user(budi);
  seller.says("/delete");
  await box.telegram.until(() => last().startsWith("Hapus semua data?"));
  expect(last()).not.toContain("tetap disimpan");
  seller.taps("Ya");
  await box.telegram.until(() => last().startsWith("Sudah dihapus: 1 laporan"));
  await box.end();
  expect((await box.catat.run(["show", "1"])).err).toContain("There is no report 1");
});

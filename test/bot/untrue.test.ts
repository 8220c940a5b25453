import { describe, expect } from "vitest";
import { statusText } from "../../src/bot/views/status.js";
import { messages, sellerFault } from "../../src/messages/index.js";
import { everyFailure } from "./every-failure.js";
import { ani, budi, it, LiveBot } from "./live.js";
import { begun, reportView, waiting } from "./report.js";

describe("a button in a group, tapped by another than it is for", () => {
  it("does nothing, and says that it is not theirs", async ({ live, seller }) => {
    const group = live.telegram.group(-500, "Penjual");
    const other = live.telegram.user(ani);
    const { reportId } = await live.sends(seller, group);
    await live.telegram.until(() => live.said(-500).some((m) => m.buttons.includes("Selesai")));
    seller.says("/language", { chat: group });
    await live.hears(-500, "Mau pakai bahasa apa?");
    for (const button of ["Selesai", "Batalkan", "English"])
      expect(await live.taps(other, button, { chat: group })).toBe("Tombol ini bukan untuk Anda.");
    expect((await live.box.store.report(reportId))?.status).toBe("OPEN");
    expect(await live.box.chats.user(budi.id)).toMatchObject({ language: "id" });
  });
});

describe("an admin who was asked about somebody whom another let in already", () => {
  it("is told so, and the buttons go", async ({ onTestFinished }) => {
    const live = await LiveBot.open({ options: { admins: [budi.id, ani.id] } });
    onTestFinished(() => live.close());
    const [first, second] = [live.telegram.user(budi), live.telegram.user(ani)];
    await live.opens(first);
    await live.opens(second);
    live.telegram.user({ id: 7, first_name: "Tono", language_code: "id" }).says("/start");
    for (const admin of [budi, ani]) await live.hears(admin.id, "Tono (7) ingin memakai bot ini.");
    await live.taps(first, "Izinkan");
    await live.hears(ani.id, "diizinkan oleh Budi");
    expect(await live.taps(second, "Tolak")).toBe("Tombol ini sudah tidak berlaku.");
    await live.telegram.until(() => live.said(ani.id, "ingin memakai").every((m) => m.buttons.length === 0));
    expect(await live.box.chats.user(7)).toMatchObject({ access: "ALLOWED", decidedBy: budi.id });
  });
});

describe("what is said of others", () => {
  it("is not that an answer of theirs is waited for, where nobody was asked", async ({ live }) => {
    await live.box.chats.ask({ id: 7, name: "Tono", username: null });
    live.telegram.user({ id: 7, first_name: "Tono", language_code: "id" }).says("/start");
    await live.hears(7, "Berikan ID Telegram Anda ke pengelolanya: 7");
  });

  it("is not that whoever looks after the machine was told, which nobody has checked", () => {
    for (const m of [messages.id, messages.en])
      for (const failure of everyFailure("TEXT", 7))
        expect(sellerFault(m, failure).todo).not.toMatch(/sudah diberi tahu|was told/);
  });
});

it("a report that is full does not ask for more recordings", () => {
  const view = reportView("OPEN", [waiting(1)]);
  const facts = { number: 1, now: begun, ahead: 0, remainingMs: null };
  const [some, full] = [false, true].map((full) => statusText(messages.id, view, { ...facts, full }).html);
  expect(some).toContain("Kirim rekaman lagi");
  expect(full).toContain("Laporan ini sudah penuh. Ketuk Selesai untuk menerimanya.");
  expect(full).not.toContain("Kirim rekaman lagi");
});

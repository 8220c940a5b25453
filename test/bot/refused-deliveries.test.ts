import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { broken, noLimits } from "../storage/sellers.js";
import { admin, ani, budi, LiveBot } from "./live.js";

const group = { id: -500, type: "group", title: "Penjual" } as const;
const ours = { groups: [group.id] };
const offer = "Kirim ke chat pribadi";
const details = "Lihat isi rekaman";

let here: LiveBot;
beforeEach(async () => {
  here = await LiveBot.idle({ options: { admins: [admin.id], groups: [] }, fetches: false });
});
afterEach(() => here.close());

/** Everybody can be written to, and the group as well. */
async function start(given = {}): Promise<void> {
  await here.start({ ...ours, ...given });
  for (const person of [budi, admin]) await here.opens(here.telegram.user(person));
  here.telegram.user(budi).says("/help", { chat: group });
  await here.hears(group.id, "Cara pakai");
}

/** A report of Budi's in that chat, which is to be delivered. */
const report = (chat: number) => here.box.report({ user: budi.id, chat }, ["succeeds"], "Bu Ratna");
const documents = (chat: number) => here.telegram.documents(chat);
const delivered = (chat: number) => here.telegram.until(() => documents(chat).length > 0);
const asked = (chat: number, method: RegExp) =>
  here.telegram.log.filter((e) => e.chat_id === chat && method.test(e.method));

describe("a report whose file Telegram refuses", () => {
  const refuse = (chat: number) =>
    here.telegram.fail({
      method: "sendDocument",
      chat,
      status: 400,
      description: "Bad Request: not enough rights to send documents to the chat",
      times: 1000,
    });

  it("is told of in text, once, to its seller and the admins; its file comes once it may", async () => {
    await start();
    const fault = refuse(group.id);
    await report(group.id);
    const told = await here.hears(group.id, "Berkasnya tidak bisa dikirim ke grup");
    expect(told.text).toMatch(/^Laporan ke-1.*1 baris dari 1 rekaman.*Bu Ratna.*⚠️ Berkasnya/s);
    expect(told.buttons).toEqual([details, offer]);
    await here.hears(admin.id, /^⚠️ Telegram does not take the file of report 1 for chat -500 \(.*not enough rights/);
    for (let i = 2; i <= 3; i++) {
      here.box.clock.now += 16 * 60_000;
      await here.telegram.until(() => here.refused("sendDocument", 400) === i);
    }
    fault.end();
    here.box.clock.now += 16 * 60_000;
    await delivered(group.id);
    await here.end();
    expect(here.said(group.id, "Berkasnya tidak bisa")).toHaveLength(1);
    expect(here.said(admin.id, "does not take")).toHaveLength(1);
  });

  it("is told of as soon as Telegram takes messages again", async () => {
    await start();
    refuse(group.id);
    const outage = here.telegram.fail({ method: "sendMessage", status: 502, times: 1000 });
    await report(group.id);
    await here.telegram.until(() => here.refused("sendMessage", 502) > 1);
    outage.end();
    here.box.clock.now += 120_000;
    await here.hears(group.id, "Berkasnya tidak bisa dikirim ke grup");
    await here.hears(admin.id, "does not take the file of report 1");
  });

  it("comes in private where its seller asks for that", async () => {
    await start();
    refuse(group.id);
    await report(group.id);
    await here.hears(group.id, "Berkasnya tidak bisa dikirim ke grup");
    here.telegram.user(budi).taps(offer, { chat: group });
    await delivered(budi.id);
    expect(documents(budi.id)[0]?.text).toContain("Bu Ratna");
  });

  it("is not sent in private at another's tap", async () => {
    await start();
    refuse(group.id);
    await report(group.id);
    await here.hears(group.id, "Berkasnya tidak bisa dikirim ke grup");
    here.telegram.user(ani).taps(offer, { chat: group });
    const answered = () => asked(group.id, /answerCallbackQuery/)[0];
    expect((await here.telegram.until(answered))?.params.text).toBe("Tombol ini bukan untuk Anda.");
    await here.end();
    expect(await here.box.store.report(1)).toMatchObject({ owner: { chat: group.id } });
  });

  it("in a private chat is told of there", async () => {
    await start();
    refuse(budi.id);
    await report(budi.id);
    expect((await here.hears(budi.id, "Berkasnya ditolak Telegram")).buttons).toEqual([details]);
    await here.hears(admin.id, `report 1 for chat ${budi.id}`);
  });
});

it("a report of which nobody can note down that it was sent is told to the admins", async () => {
  await start();
  here.box.db.run(
    "CREATE TRIGGER mute BEFORE UPDATE ON deliveries WHEN NEW.status = 'DELIVERED' BEGIN SELECT RAISE(ABORT, 'broken'); END",
  );
  await report(budi.id);
  await delivered(budi.id);
  await here.hears(admin.id, /^⚠️ Catat's machine has a problem\. .*broken/);
});

describe("a report of a group that is lost", () => {
  it("goes there no more once the settings do not name it: its seller is offered it in private, the admins are told", async () => {
    await start();
    const before = asked(group.id, /^(send|edit)/).length;
    await here.restart({ groups: [] });
    await report(group.id);
    const told = await here.hears(budi.id, "Laporannya tidak bisa lagi dikirim ke grup");
    expect(told.buttons).toEqual([details, offer]);
    await here.hears(admin.id, /^⚠️ Report 1 cannot be delivered to group -500: .*CATAT_ALLOWED_GROUP_IDS/);
    here.telegram.user(budi).taps(offer);
    await delivered(budi.id);
    await here.hears(budi.id, "✅ Selesai: 1 baris dari 1 rekaman");
    await here.end();
    expect(asked(group.id, /^(send|edit)/)).toHaveLength(before);
    expect(documents(budi.id)[0]?.caption).not.toContain("salinan");
  });

  it("because the bot was removed is offered in private, also to one who opens that chat later", async () => {
    await here.start(ours);
    here.telegram.user(budi).says("/help", { chat: group });
    await here.hears(group.id, "Cara pakai");
    for (const method of ["sendMessage", "sendDocument", "editMessageText"])
      here.telegram.fail({
        method,
        chat: group.id,
        status: 403,
        description: "Forbidden: bot was kicked",
        times: 1000,
      });
    await report(group.id);
    // Nobody but the group has opened a chat with the bot.
    await here.telegram.until(() => here.refused("sendMessage", 400) >= 2);
    await here.opens(here.telegram.user(budi));
    await here.hears(budi.id, "Laporannya tidak bisa lagi dikirim ke grup");
    here.telegram.user(budi).taps(offer);
    await delivered(budi.id);
    await here.opens(here.telegram.user(admin));
    await here.telegram.until(() => here.said(admin.id).length === 1);
  });

  it("and is asked for once more is offered in private once more", async () => {
    await start();
    for (const method of ["sendMessage", "sendDocument", "editMessageText"])
      here.telegram.fail({
        method,
        chat: group.id,
        status: 403,
        description: "Forbidden: bot was kicked",
        times: 1000,
      });
    await report(group.id);
    const told = () => here.said(budi.id, "tidak bisa lagi dikirim ke grup").length;
    await here.telegram.until(() => told() === 1);
    here.telegram.user(budi).says("/reports");
    await here.hears(budi.id, "Laporan terakhir");
    here.telegram.user(budi).taps("resend:1");
    await here.telegram.until(() => told() === 2);
  });

  it("and is asked for is not said to be on its way", async () => {
    await start();
    await here.restart({ groups: [] });
    await report(group.id);
    await here.hears(budi.id, "tidak bisa lagi dikirim ke grup");
    here.telegram.user(budi).says("/reports");
    await here.hears(budi.id, "Laporan terakhir");
    here.telegram.user(budi).taps("resend:1");
    const answered = () => asked(budi.id, /answerCallbackQuery/)[0];
    expect((await here.telegram.until(answered))?.params.text).toMatch(/^Laporannya tidak bisa lagi dikirim ke grup\./);
  });

  it("is delivered there once somebody lets the bot in again and writes", async () => {
    await start();
    await here.restart({ groups: [] });
    await report(group.id);
    await here.hears(budi.id, "tidak bisa lagi dikirim ke grup");
    await here.restart(ours);
    here.telegram.user(budi).says("/help", { chat: group });
    await delivered(group.id);
  });
});

describe("a report that was left open", () => {
  /** One of Budi's with a recording that came so many hours ago, and cannot be fetched. */
  async function left(hours: number, chat: number, key: string): Promise<number> {
    here.box.clock.now = Date.now() - hours * 3_600_000;
    const message = { key, name: "satu.ogg", source: "gone", bytes: 1 };
    const { report, recording } = await here.box.store.receive({ user: budi.id, chat }, message, drinks, noLimits);
    await here.box.store.refuse(recording.id, broken);
    here.box.clock.now = Date.now();
    return report.id;
  }

  it("in a group that is lost is not reminded of there, and closed and offered in private in the end", async () => {
    await start();
    await here.end();
    await left(5, group.id, "a");
    const old = await left(25, -501, "b");
    await left(5, budi.id, "c");
    const before = asked(group.id, /^(send|edit)/).length;
    await here.restart({ groups: [] });
    await here.hears(budi.id, "Laporan ini masih terbuka");
    await here.hears(budi.id, "Laporannya tidak bisa lagi dikirim ke grup");
    await here.end();
    expect(await here.box.store.report(old)).toMatchObject({ status: "FAILED" });
    expect(asked(group.id, /^(send|edit)/)).toHaveLength(before);
  });

  it("is reminded of until that got through, once", async () => {
    await start();
    await here.end();
    await left(5, budi.id, "a");
    here.telegram.fail({ method: "sendMessage", chat: budi.id, status: 502, times: 3 });
    await here.restart({ ...ours, remindAfterHours: 0.0005 });
    const reminder = "Laporan ini masih terbuka";
    await here.hears(budi.id, reminder);
    await here.telegram.until(() => here.refused("sendMessage", 502) === 3);
    await expect.poll(() => here.box.chats.forgotten(Date.now())).toMatchObject([{ reminded: true }]);
    expect(here.said(budi.id, reminder)).toHaveLength(1);
  });
});

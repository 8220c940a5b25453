import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noLimits } from "../storage/sellers.js";
import { admin, ani, budi, LiveBot } from "./live.js";

const full = { limits: { ...noLimits, recordingsPerDay: 0 } };
const told = "0 rekaman dalam";

let here: LiveBot;
beforeEach(async () => {
  here = await LiveBot.idle({ options: { admins: [admin.id], groups: [] }, fetches: false });
});
afterEach(() => here.close());

const sends = (user: typeof budi, file_name: string, chat?: ReturnType<LiveBot["telegram"]["group"]>) => {
  const update = here.telegram
    .user(user)
    .sends(Buffer.from(file_name), { kind: "audio", file_name, ...(chat && { chat }) });
  return update.message?.message_id;
};
const handled = () => here.telegram.until(() => here.telegram.pending === 0);

describe("a recording that is refused", () => {
  it("is told once Telegram takes messages again, and so is what was refused meanwhile", async () => {
    await here.start(full);
    await here.opens(here.telegram.user(budi));
    const outage = here.telegram.fail({ method: "sendMessage", chat: budi.id, status: 502, times: 1000 });
    const first = sends(budi, "satu.mp3");
    await here.telegram.until(() => here.refused("sendMessage", 502) > 0);
    sends(budi, "dua.mp3");
    await handled();
    outage.end();
    here.box.clock.now += 120_000;
    const refusal = await here.hears(budi.id, told);
    expect(refusal.text).toMatch(/• satu\.mp3\n• dua\.mp3$/);
    expect(refusal.replyTo).toBe(first);
  });

  it.each([
    ["has no answer", { status: 502 }],
    ["wants none for minutes", { status: 429, retry_after: 300 }],
  ])("while Telegram %s is told by the next run of a bot that ended before", async (_, refusal) => {
    await here.start(full);
    await here.opens(here.telegram.user(budi));
    const outage = here.telegram.fail({ method: "sendMessage", chat: budi.id, ...refusal, times: 1000 });
    sends(budi, "satu.mp3");
    await here.telegram.until(() => here.refused("sendMessage", refusal.status) > 0);
    await handled();
    await here.end();
    outage.end();
    here.box.clock.now += 310_000;
    await here.restart(full);
    await here.hears(budi.id, told);
    await here.end();
    expect(here.said(budi.id, told)).toHaveLength(1);
  });

  it("is told once where its update comes twice", async () => {
    await here.start(full);
    const update = here.telegram.user(budi).sends(Buffer.from("a"), { kind: "audio", file_name: "satu.mp3" });
    await here.hears(budi.id, told);
    here.telegram.repeat(update);
    sends(budi, "dua.mp3");
    await handled();
    here.box.clock.now += 3000;
    expect((await here.hears(budi.id, "dua.mp3")).text).toMatch(/rekaman.*\n\n• satu\.mp3\n• dua\.mp3$/s);
    expect(here.said(budi.id, told)).toHaveLength(1);
  });

  it("is another's own in a group: each is answered below their own note", async () => {
    const group = here.telegram.group(-500, "Penjual");
    await here.start({ ...full, groups: [group.id] });
    const notes = [sends(budi, "satu.mp3", group), sends(ani, "dua.mp3", group)];
    await here.telegram.until(() => here.said(group.id, told).length === 2);
    expect(here.said(group.id, told).map((m) => m.replyTo)).toEqual(notes);
  });

  it("in a group that the bot may not write to is told in private", async () => {
    const group = here.telegram.group(-500, "Penjual");
    await here.start({ ...full, groups: [group.id] });
    await here.opens(here.telegram.user(budi));
    const description = "Bad Request: not enough rights to send text messages to the chat";
    here.telegram.fail({ method: "sendMessage", chat: group.id, status: 400, description, times: 1000 });
    sends(budi, "satu.mp3", group);
    await here.hears(budi.id, told);
  });

  it("is told once, though that it was told cannot be noted down", async () => {
    await here.start(full);
    here.box.db.run("CREATE TRIGGER mute BEFORE UPDATE ON notices BEGIN SELECT RAISE(ABORT, 'broken'); END");
    sends(budi, "satu.mp3");
    await here.hears(budi.id, told);
    await here.opens(here.telegram.user(ani));
    for (const says of ["/help", "/language"]) here.telegram.user(ani).says(says);
    await here.hears(ani.id, "bahasa apa");
    here.box.clock.now += 3000;
    sends(budi, "dua.mp3");
    await handled();
    await here.end();
    expect(here.said(budi.id, told)).toHaveLength(1);
  });
});

describe("an update that fails again and again", () => {
  const breaks = (table: string) =>
    here.box.db.run(`CREATE TRIGGER broken BEFORE INSERT ON ${table} BEGIN SELECT RAISE(ABORT, 'broken'); END`);

  it("is left out, and its seller and the admins are told; what comes after it is read", async () => {
    await here.start();
    await here.opens(here.telegram.user(admin));
    breaks("recordings");
    const note = sends(budi, "satu.mp3");
    expect((await here.hears(budi.id, "❌")).text).toBe(
      "❌ Pesan ini gagal ditangani. Coba kirim sekali lagi; kalau tetap gagal, beri tahu pengelola bot.",
    );
    expect(here.said(budi.id, "❌")[0]?.replyTo).toBe(note);
    await here.hears(admin.id, /^⚠️ What somebody sent to the bot could not be handled, three times.*\(update \d+\)\.$/);
    await here.opens(here.telegram.user(ani));
  });

  it("of a stranger is told to the admins alone", async () => {
    await here.start();
    await here.opens(here.telegram.user(admin));
    breaks("users");
    const stranger = { id: 5005, first_name: "Tono", language_code: "id" };
    here.telegram.user(stranger).says("halo");
    await here.hears(admin.id, "could not be handled, three times");
    await here.end();
    expect(here.said(stranger.id)).toEqual([]);
  });

  it("is told to the admins even where that cannot be stored", async () => {
    await here.start();
    await here.opens(here.telegram.user(admin));
    breaks("users");
    here.box.db.run("CREATE TRIGGER mute BEFORE INSERT ON notices BEGIN SELECT RAISE(ABORT, 'broken'); END");
    here.telegram.user(budi).says("/help");
    await here.hears(admin.id, "could not be handled, three times");
  });
});

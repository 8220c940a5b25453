import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { noLimits } from "../storage/sellers.js";
import { admin, budi, LiveBot } from "./live.js";

const group = { id: -500, type: "group", title: "Penjual" } as const;
const one = { groups: [group.id], limits: { ...noLimits, recordings: 1 } };

let here: LiveBot;
beforeEach(async () => {
  here = await LiveBot.idle({ options: { admins: [admin.id], groups: [] }, fetches: false });
});
afterEach(() => here.close());

const sends = (file_name: string, chat?: typeof group) =>
  here.telegram.user(budi).sends(Buffer.from(file_name), { kind: "audio", file_name, ...(chat && { chat }) });
const removed = () => {
  for (const method of ["sendMessage", "sendDocument", "editMessageText"])
    here.telegram.fail({ method, chat: group.id, status: 403, description: "Forbidden: bot was kicked", times: 1000 });
};

describe("a recording that is one too many", () => {
  const full = /^❌ Laporan ini sudah penuh/;

  it("has a button that closes the full report", async () => {
    await here.start(one);
    for (const name of ["satu.mp3", "dua.mp3"]) sends(name);
    expect((await here.hears(budi.id, full)).buttons).toEqual(["Selesai"]);
  });

  it("for a report in a lost group has none that closes another report, in private", async () => {
    await here.start({ ...one, limits: { ...noLimits, recordings: 2 } });
    await here.opens(here.telegram.user(budi));
    sends("satu.mp3");
    for (const name of ["dua.mp3", "tiga.mp3"]) sends(name, group);
    await here.telegram.until(() => here.telegram.pending === 0);
    removed();
    sends("empat.mp3", group);
    expect((await here.hears(budi.id, full)).buttons).toEqual([]);
  });
});

describe("a report that is told of in text, since its group is lost", () => {
  it("has the button that the text speaks of, which shows what is in it", async () => {
    await here.start(one);
    for (const person of [budi, admin]) await here.opens(here.telegram.user(person));
    removed();
    await here.box.report({ user: budi.id, chat: group.id }, ["succeeds", "fails once heard"]);
    const told = await here.hears(budi.id, "Laporannya tidak bisa lagi dikirim ke grup");
    expect(told.buttons).toEqual(["Lihat isi rekaman", "Kirim ke chat pribadi"]);
    here.telegram.user(budi).taps("Lihat isi rekaman");
    await here.hears(budi.id, "Ketuk nomor rekaman");
  });
});

describe("a report that was asked for in private", () => {
  it("goes on there, and in the group is named as what is elsewhere", async () => {
    await here.start({ groups: [group.id] });
    for (const person of [budi, admin]) await here.opens(here.telegram.user(person));
    const seller = here.telegram.user(budi);
    seller.says("/help", { chat: group });
    await here.hears(group.id, "Cara pakai");
    const fault = here.telegram.fail({ method: "sendDocument", chat: group.id, status: 400, times: 1000 });
    const id = await here.box.report({ user: budi.id, chat: group.id }, ["succeeds", "fails once heard"]);
    await here.hears(group.id, "Berkasnya tidak bisa dikirim ke grup");
    seller.taps("Kirim ke chat pribadi", { chat: group });
    await here.telegram.until(() => here.telegram.documents(budi.id).length === 1);
    fault.end();
    seller.says("/retry", { chat: group });
    await here.hears(group.id, /Di chat ini tidak ada yang bisa dicoba lagi.*Laporan ke-1.*di chat pribadi/s);
    seller.says("/retry");
    await here.hears(budi.id, "1 rekaman dicoba lagi.");
    await here.hears(budi.id, "1 dari 2 rekaman");
    seller.says("/status", { chat: group });
    await here.hears(group.id, /tidak ada laporan yang sedang jalan.*Laporan ke-1.*di chat pribadi/s);
    seller.says("/cancel");
    await here.hears(budi.id, "Hentikan percobaan ulang di Laporan ke-1");
    seller.taps("Ya");
    await here.hears(budi.id, "Laporannya tetap seperti semula.");
    seller.says("/reports", { chat: group });
    await here.hears(group.id, /Laporan ke-1 · .* · di chat pribadi/);
    seller.taps(`resend:${id}`, { chat: group });
    await here.telegram.until(() => here.telegram.documents(budi.id).length === 2);
    await here.end();
    expect(here.telegram.documents(group.id)).toEqual([]);
  });
});

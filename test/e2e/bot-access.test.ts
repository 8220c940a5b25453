import Database from "better-sqlite3";
import { expect } from "vitest";
import { admin, type BotBox, it, quick, recording } from "./bot.js";

const stranger = { id: 5005, first_name: "Tono", username: "tono", language_code: "id" };
const admins = { CATAT_ADMIN_USER_IDS: String(admin.id) };

/** Nobody can be written to who has not opened the chat. */
async function startWithAdmin(box: BotBox, env: Record<string, string> = {}): Promise<void> {
  await box.start({ ...admins, ...env }, "bot");
  box.telegram.user(admin).says("/start");
  await box.hears(admin.id, "Halo!");
}

it.concurrent("tells a stranger their number, keeps and fetches nothing of theirs, and asks the admins once", async ({
  box,
}) => {
  await startWithAdmin(box);
  const tono = box.telegram.user(stranger);
  tono.sends(recording(quick));
  await box.hears(stranger.id, /Maaf.*5005/s);
  const request = await box.hears(admin.id, "Tono");
  expect(request.text).toBe("Tono (@tono, 5005) ingin memakai bot ini. Izinkan?");
  expect(request.buttons).toEqual(["Izinkan", "Tolak"]);
  tono.says("/start");
  tono.says("/reports");
  tono.sends(recording(quick), { kind: "document", file_name: "lagi.ogg" });
  await box.telegram.until(() => box.telegram.pending === 0);
  expect(await box.end()).toBe(0);
  expect(box.said(stranger.id)).toHaveLength(1);
  expect(box.said(admin.id, "Tono")).toHaveLength(1);
  expect([...box.asked("getFile"), ...box.asked("download")]).toEqual([]);
  expect(JSON.parse((await box.catat.run(["reports", "--json"])).out)).toEqual([]);
});

it.concurrent("asks an admin who had not opened the chat once they do, about each who waits, once", async ({ box }) => {
  await box.start(admins, "bot");
  const [sari, tono] = [box.telegram.user(admin), box.telegram.user(stranger)];
  tono.says("halo");
  box.telegram.user({ id: 6006, first_name: "Wati" }).says("halo");
  await box.telegram.until(() => refusedTo(box, admin.id) === 2);
  sari.says("/start");
  await box.hears(admin.id, "Tono (@tono, 5005) ingin memakai bot ini. Izinkan?");
  const request = await box.hears(admin.id, "Wati (6006) ingin memakai bot ini. Izinkan?");
  expect(request.buttons).toEqual(["Izinkan", "Tolak"]);
  sari.says("/help");
  await box.hears(admin.id, "Cara pakai");
  await box.end();
  await box.start(admins, "bot");
  sari.says("/reports");
  await box.hears(admin.id, "Belum ada laporan");
  sari.taps("allow:5005");
  await box.hears(stranger.id, "Sudah diizinkan");
  await box.end();
  expect(box.said(admin.id, "Izinkan?").map(({ text }) => text)).toEqual([request.text]);
});

it.concurrent("answers an admin once, though those who wait cannot be looked up", async ({ box }) => {
  await box.start(admins, "bot");
  const db = new Database(box.catat.path("data/catat.db"));
  db.exec("DROP TABLE asked_admins");
  db.close();
  const sari = box.telegram.user(admin);
  sari.says("/help");
  sari.says("/reports");
  await box.hears(admin.id, "Belum ada laporan");
  await box.end();
  expect(box.said(admin.id, "Cara pakai")).toHaveLength(1);
});

const refusedTo = ({ telegram }: BotBox, chat: number) =>
  telegram.log.filter((e) => e.method === "sendMessage" && e.chat_id === chat && e.status === 400).length;

it.concurrent("lets in whom an admin approves, and nobody any more whose leave was taken back", async ({ box }) => {
  await startWithAdmin(box);
  const tono = box.telegram.user(stranger);
  tono.says("halo");
  await box.hears(admin.id, "Izinkan?");
  box.telegram.user(admin).taps("Izinkan");
  await box.hears(stranger.id, "Sudah diizinkan");
  expect((await box.hears(admin.id, "Tono (@tono, 5005) diizinkan oleh Sari.")).buttons).toEqual([]);
  tono.sends(recording(quick));
  await box.hears(stranger.id, /Laporan ke-1.*menunggu giliran/s);

  expect((await box.catat.run(["users"])).out).toMatch(/5005.*Tono @tono.*let in/);
  expect((await box.catat.run(["users", "deny", "5005"])).code).toBe(0);
  tono.sends(recording("06.ogg"));
  await box.hears(stranger.id, "tidak memberi izin");
  await box.end();
  expect(box.asked("getFile")).toHaveLength(1);

  expect((await box.catat.run(["users", "allow", "5005"])).code).toBe(0);
  await box.start(admins, "bot");
  tono.says("/help");
  await box.hears(stranger.id, "Cara pakai");
});

it.concurrent("tells a stranger who was denied so, and does not ask again", async ({ box }) => {
  await startWithAdmin(box);
  const tono = box.telegram.user(stranger);
  tono.says("/start");
  await box.hears(admin.id, "Izinkan?");
  box.telegram.user(admin).taps("Tolak");
  await box.hears(stranger.id, "tidak memberi izin");
  await box.hears(admin.id, "ditolak oleh Sari");
  await box.end();
  await box.start(admins, "bot");
  tono.sends(recording(quick));
  await box.telegram.until(() => box.said(stranger.id, "tidak memberi izin").length === 2);
  await box.end();
  expect(box.said(admin.id, "Izinkan?")).toEqual([]);
  expect(box.asked("getFile")).toEqual([]);
});

it.concurrent("works in a group that is allowed by its number, and says nothing in any other", async ({
  box,
  seller,
}) => {
  const ours = box.telegram.group(-100_500, "Penjual");
  const other = box.telegram.group(-100_600, "Lain");
  await startWithAdmin(box, { CATAT_ALLOWED_GROUP_IDS: String(ours.id) });
  seller.says("/start", { chat: other });
  seller.sends(recording(quick), { chat: other });
  seller.says("selamat pagi semua", { chat: ours });
  box.telegram.user(stranger).says("halo bot", { chat: ours });
  box.telegram.user(stranger).sends(recording(quick), { chat: ours });
  seller.sends(recording(quick), { chat: ours });
  await box.hears(ours.id, /Laporan ke-1.*0 dari 1 rekaman.*menunggu giliran/s);
  await box.end();
  expect(box.said(other.id)).toEqual([]);
  expect(box.said(ours.id)).toHaveLength(1);
  expect(box.asked("getFile")).toHaveLength(1);
});

it.concurrent("lets nobody in a group answer what another was asked", async ({ box, seller }) => {
  const ours = box.telegram.group(-100_500, "Penjual");
  const tono = box.telegram.user(stranger);
  const allowed = { CATAT_ALLOWED_USER_IDS: `${seller.id},${tono.id}`, CATAT_ALLOWED_GROUP_IDS: String(ours.id) };
  await startWithAdmin(box, allowed);
  seller.sends(recording(quick), { chat: ours });
  await box.hears(ours.id, "menunggu giliran");
  tono.says("/delete", { chat: ours });
  await box.hears(ours.id, "Hapus nama dan bahasa Anda?");
  tono.sends(recording(quick), { chat: ours });
  await box.telegram.until(() => box.said(ours.id, "menunggu giliran").length === 2);
  for (const [asks, question, button] of [
    ["/delete", "Hapus semua data?", "Ya"],
    ["/language", "Mau pakai bahasa apa?", "English"],
  ] as const) {
    tono.says(asks, { chat: ours });
    await box.hears(ours.id, question);
    seller.taps(button, { chat: ours });
  }
  await box.telegram.until(() => box.asked("answerCallbackQuery").filter(({ done }) => done).length === 2);
  await box.end();
  const notices = box.asked("answerCallbackQuery").map(({ params }) => params.text);
  expect(notices).toEqual(Array(2).fill("Tombol ini bukan untuk Anda."));
  expect(box.said(ours.id, /Hapus semua data\?|Mau pakai bahasa apa\?/)).toHaveLength(2);
  expect(JSON.parse((await box.catat.run(["reports", "--json"])).out)).toHaveLength(2);
});

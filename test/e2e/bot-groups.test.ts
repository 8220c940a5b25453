import { expect } from "vitest";
import { admin, type BotBox, budi, it, quick, recording, rowsOf } from "./bot.js";

const supergroup = -1_000_000_000_500;
const groups = (...ids: number[]) => ({
  CATAT_ADMIN_USER_IDS: String(admin.id),
  CATAT_ALLOWED_GROUP_IDS: ids.join(),
});

/** With an admin who can be written to. */
async function start(box: BotBox, command: string, env: Record<string, string>): Promise<void> {
  await box.start(env, command);
  box.telegram.user(admin).says("/start");
  await box.hears(admin.id, "Halo!");
}

it("goes on in the supergroup that a group becomes: with its open report, and with what is sent there later", async ({
  box,
  seller,
}) => {
  const { telegram } = box;
  const group = telegram.group(-500, "Penjual");
  await start(box, "serve", groups(group.id));
  seller.sends(recording(quick), { chat: group });
  await box.hears(group.id, "1 dari 1 rekaman");
  const moved = telegram.user(admin).upgrades(group, supergroup);
  await box.hears(moved.id, /Laporan ke-1.*1 dari 1 rekaman/s);
  await box.hears(admin.id, "Grup -500 menjadi supergrup, dan nomornya sekarang -1000000000500.");
  seller.taps("Selesai", { chat: moved });
  await telegram.until(() => telegram.documents(moved.id).length > 0, 30_000);
  await box.hears(moved.id, /Laporan ke-1.*✅ Selesai/s);
  expect(await box.end()).toBe(0);
  await box.start(groups(group.id));
  seller.sends(recording("06.ogg"), { chat: moved });
  await box.hears(moved.id, /Laporan ke-2.*dari 1 rekaman/s);
  expect(await box.end()).toBe(0);
  expect(telegram.documents(moved.id).map(({ text }) => rowsOf(text).length)).toEqual([1]);
  expect(telegram.documents(moved.id)[0]?.caption).not.toContain("salinan");
  expect(telegram.documents(group.id)).toEqual([]);
  expect(box.said(admin.id, "menjadi supergrup")).toHaveLength(1);
  expect(box.log.match(/became a supergroup/g)).toHaveLength(1);
}, 120_000);

it.concurrent("delivers to the supergroup what Telegram refuses for the group, before it was told of the change", async ({
  box,
  seller,
}) => {
  const { telegram } = box;
  const group = telegram.group(-500, "Penjual");
  await start(box, "bot", groups(group.id));
  const outage = telegram.fail({ method: "getFile", status: 500, times: 1000 });
  seller.sends(recording(quick), { chat: group });
  seller.says("/done", { chat: group });
  await box.hears(group.id, "Laporan ditutup. Tinggal 1 rekaman");
  const polls = box.asked("getUpdates").length;
  const deaf = telegram.holdAnswer({ method: "getUpdates", times: 1000 });
  telegram.user(admin).says("/help");
  await telegram.until(() => box.asked("getUpdates").length > polls);
  const moved = telegram.user(admin).upgrades(group, supergroup);
  telegram.fail({ method: "getFile", status: 400, description: "Bad Request: wrong file_id" });
  outage.end();
  const report = await telegram.until(
    () => box.said(moved.id, "Yang gagal:").find((m) => m.buttons.length > 0),
    120_000,
  );
  expect(report?.text).toContain("Laporan ke-1");
  deaf.end();
  seller.sends(recording("06.ogg"), { chat: moved });
  await box.hears(moved.id, /Laporan ke-2.*menunggu giliran/s);
  expect(await box.end()).toBe(0);
  expect(box.said(moved.id, "Yang gagal:").filter((m) => m.buttons.length > 0)).toHaveLength(1);
  expect(box.said(group.id, "Yang gagal:")).toEqual([]);
  expect(box.said(admin.id, "menjadi supergrup")).toHaveLength(1);
}, 180_000);

it.concurrent("works in no supergroup of a group that was not allowed", async ({ box, seller }) => {
  const other = box.telegram.group(-600, "Lain");
  await start(box, "bot", groups(-500));
  const moved = seller.upgrades(other, supergroup);
  seller.sends(recording(quick), { chat: moved });
  seller.says("/help");
  await box.hears(budi.id, "Cara pakai");
  await box.end();
  expect([box.said(moved.id), box.asked("getFile"), box.said(admin.id, "menjadi supergrup")]).toEqual([[], [], []]);
});

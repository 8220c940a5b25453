import { expect } from "vitest";
import { budi, it, quick, recording } from "./bot.js";

const hours = (seconds: number) => String(seconds / 3600);

it.concurrent("reminds of a report that was left open, once, and closes it in the end", async ({ box, seller }) => {
  await box.start({ CATAT_REMIND_HOURS: hours(2), CATAT_CLOSE_HOURS: hours(8) }, "bot");
  seller.sends(recording(quick));
  const reminder = await box.hears(budi.id, "masih terbuka");
  expect(reminder.text).toMatch(
    /^Laporan ini masih terbuka, isinya 1 rekaman, dan sudah 2 detik tidak ada yang baru\./,
  );
  expect(reminder.buttons).toEqual(["Selesai"]);
  await box.hears(budi.id, "Sudah 8 detik tidak ada rekaman baru, jadi laporannya ditutup sendiri");
  expect((await box.report(1)).status).toBe("PROCESSING");
  expect(box.said(budi.id, "masih terbuka")).toHaveLength(1);
});

it.concurrent("reminds anew of a report that went on after the reminder", async ({ box, seller }) => {
  await box.start({ CATAT_REMIND_HOURS: hours(2) }, "bot");
  seller.sends(recording(quick));
  await box.hears(budi.id, "isinya 1 rekaman");
  seller.sends(recording("06.ogg"));
  await box.hears(budi.id, "isinya 2 rekaman");
});

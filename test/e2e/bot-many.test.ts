import { expect } from "vitest";
import { again, budi, it, rowsOf, silence } from "./bot.js";

it("takes an album of ten into one report, under one status message that is edited in place", async ({
  box,
  seller,
}) => {
  await box.start();
  seller.album(Array.from({ length: 10 }, (_, n) => ({ file: again(n), recording: { file_name: `${n}.ogg` } })));
  await box.hears(budi.id, "10 dari 10 rekaman", 120_000);
  seller.taps("Selesai");
  await box.telegram.until(() => box.telegram.documents(budi.id).length > 0);
  const rows = rowsOf(box.telegram.documents(budi.id)[0]?.text ?? "");
  expect(rows).toHaveLength(10);
  expect(new Set(rows.map((row) => row.join()))).toEqual(new Set([rows[0]?.join()]));
  const status = await box.hears(budi.id, /10 dari 10 rekaman.*✅ Selesai: 10 baris dari 10 rekaman\./s);
  expect(await box.end()).toBe(0);
  expect(status.edited).toBe(true);
  expect(box.said(budi.id)).toEqual([
    status,
    expect.objectContaining({ text: "Laporan ditutup. Semua rekaman sudah selesai, laporannya segera dikirim." }),
    expect.objectContaining({ document: box.telegram.documents(budi.id)[0] }),
  ]);
  expect(box.telegram.rate(budi.id, 3).edits).toBe(1);
});

it("refuses the 31st recording with the reason, delivers the thirty, and takes it into the next report", async ({
  box,
  seller,
}) => {
  await box.start();
  for (let n = 1; n <= 30; n++) seller.sends(n < 3 ? again(n) : silence(n));
  const late = () => seller.sends(again(31), { kind: "audio", file_name: "ke-31.mp3" });
  const update = late();
  const refusal = await box.hears(budi.id, "sudah penuh");
  expect(refusal.text).toContain(
    "Laporan ini sudah penuh (30 rekaman). Ketuk Selesai untuk menutupnya, lalu kirim lagi",
  );
  expect(refusal.buttons).toEqual(["Selesai"]);
  expect(refusal.replyTo).toBe(update.message?.message_id);
  seller.taps("Selesai", { message_id: refusal.message_id });
  await box.hears(budi.id, /Laporan ditutup/);
  late();
  await box.hears(budi.id, "ke-31.mp3");
  await box.telegram.until(() => box.telegram.documents(budi.id).length > 0, 120_000);
  const [document] = box.telegram.documents(budi.id);
  expect(document?.caption).toContain("✅ Selesai: 2 baris dari 30 rekaman (28 tanpa pesanan).");
  expect(rowsOf(document?.text ?? "")).toHaveLength(2);
  expect((await box.hears(budi.id, "ke-31.mp3")).text).toContain("Laporan ke-2");
});

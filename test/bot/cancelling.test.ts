import { describe, expect } from "vitest";
import { budi, it, type LiveBot } from "./live.js";

const statusOf = async (live: LiveBot, id: number) => (await live.box.store.report(id))?.status;
const minutesAgo = (minutes: number) => Math.floor(Date.now() / 1000) - 60 * minutes;

describe("the question whether a report is cancelled", () => {
  it("tells of a retry that the report itself stays, and [Ya] leaves it as it was delivered", async ({
    live,
    seller,
  }) => {
    const { reportId } = await live.sends(seller);
    await live.sends(seller);
    await live.box.store.closeReport(reportId);
    await live.works("succeeds");
    await live.works("fails");
    await live.hears(budi.id, /Laporan ke-1.*1 gagal.*Yang gagal:/s);
    await live.taps(seller, "Coba lagi yang gagal");
    await live.telegram.until(() => live.said(budi.id, "Laporan ke-1").some((m) => m.buttons.includes("Batalkan")));
    await live.taps(seller, "Batalkan");
    await live.hears(budi.id, /^Hentikan percobaan ulang di Laporan ke-1 .*1 rekaman .* tidak dibatalkan\.$/);
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Percobaan ulang dihentikan. Laporannya tetap seperti semula.");
    await live.hears(budi.id, /Laporan ke-1.*⚠️ Selesai sebagian/s);
    expect(await live.box.store.report(reportId)).toMatchObject({ status: "PARTIALLY_COMPLETED", revision: 1 });
    expect(live.telegram.documents(budi.id)).toHaveLength(1);
    expect(await live.taps(seller, "Kirim lagi")).toBe("Laporannya segera dikirim lagi.");
    await live.telegram.until(() => live.telegram.documents(budi.id).length === 2);
  });

  it("sends what succeeded before a retry was cancelled as a new version, and says so", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller);
    await live.sends(seller);
    await live.box.store.closeReport(reportId);
    await live.works("fails");
    await live.works("fails");
    await live.box.store.retry(reportId);
    await live.works("succeeds");
    seller.says("/cancel");
    await live.hears(budi.id, "Hentikan percobaan ulang");
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Yang sudah berhasil masuk ke versi barunya");
    const document = await live.telegram.until(() => live.telegram.documents(budi.id)[0]);
    expect(document?.caption).toContain("versi ke-2");
  });

  it("is none any more after ten minutes", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller);
    await live.asked(budi.id, "Batalkan?", { Ya: `cancel-yes:${reportId}:0:1:${minutesAgo(11)}` });
    expect(await live.taps(seller, "Ya")).toBe("Pertanyaan ini sudah tidak berlaku. Kalau masih perlu, ketik /cancel.");
    await live.telegram.until(() => live.said(budi.id, "Batalkan?")[0]?.buttons.length === 0);
    expect(await statusOf(live, reportId)).toBe("OPEN");
    await live.asked(budi.id, "Batalkan?", { Ya: `cancel-yes:${reportId}:0:1:${minutesAgo(9)}` });
    await live.taps(seller, "Ya");
    await live.hears(budi.id, /^Laporan dibatalkan\.$/);
  });

  it("is none any more once another recording has come, or the report was sent", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller);
    for (const meanwhile of [() => live.sends(seller), () => live.box.store.closeReport(reportId)]) {
      seller.says("/cancel");
      const withButtons = () => live.said(budi.id, /^Batalkan Laporan ke-1/).find((m) => m.buttons.length > 0);
      const question = await live.telegram.until(withButtons);
      await meanwhile();
      if ((await statusOf(live, reportId)) === "PROCESSING") for (const _ of [1, 2]) await live.works("succeeds");
      expect(await live.taps(seller, "Ya", { message_id: question?.message_id ?? 0 })).toContain("sudah tidak berlaku");
      await live.telegram.until(() => !withButtons());
    }
    expect(await statusOf(live, reportId)).toBe("COMPLETED");
  });

  it("answered with [Tidak] when the report was sent already does not say that it goes on", async ({
    live,
    seller,
  }) => {
    const { reportId } = await live.sends(seller);
    seller.says("/cancel");
    await live.hears(budi.id, "Batalkan Laporan ke-1");
    await live.box.store.closeReport(reportId);
    await live.works("succeeds");
    expect(await live.taps(seller, "Tidak")).toContain("sudah tidak berlaku");
    expect(live.said(budi.id, "tetap jalan")).toEqual([]);
  });

  it("tapped twice keeps the outcome", async ({ live, seller }) => {
    await live.sends(seller);
    seller.says("/cancel");
    const { message_id } = await live.hears(budi.id, "Batalkan Laporan ke-1");
    seller.taps("Ya", { message_id });
    seller.taps("Ya", { message_id });
    await live.telegram.until(() => live.notices().length === 2);
    await live.hears(budi.id, /^Laporan dibatalkan\.$/);
    seller.says("/help");
    await live.hears(budi.id, "Cara pakai");
    expect(live.said(budi.id, /^Laporan dibatalkan\.$/)).toHaveLength(1);
  });
});

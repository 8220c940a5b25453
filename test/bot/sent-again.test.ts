import { describe, expect } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Seller } from "../fakes/telegram/seller.js";
import { noLimits } from "../storage/sellers.js";
import { budi, it, type LiveBot } from "./live.js";

/** A report with one recording that failed, delivered; and what sends the same sound once more. */
async function delivered(live: LiveBot, seller: Seller, chat = budi.id) {
  const group = chat < 0 ? live.telegram.group(chat, "Penjual") : undefined;
  const { reportId, source } = await live.sends(seller, group);
  await live.works("fails");
  await live.box.store.closeReport(reportId);
  await live.hears(chat, "Yang gagal:");
  const again = () =>
    live.box.store.receive({ user: budi.id, chat }, { key: "again", name: "lagi", source, bytes: 5 }, drinks, noLimits);
  const came = () => live.until(async () => (await live.box.store.recordings(reportId))[1]);
  return { reportId, again, came };
}

describe("a recording that failed, and is sent again", () => {
  it("whose retry is cancelled leaves its report as it was, and may be sent again", async ({ live, seller }) => {
    const { reportId, again, came } = await delivered(live, seller);
    await again();
    expect(await came()).toMatchObject({ duplicateOf: 1 });
    await live.hears(budi.id, "sama dengan rekaman 1 yang gagal di Laporan ke-1");
    seller.says("/cancel");
    await live.hears(budi.id, /^Hentikan percobaan ulang di Laporan ke-1 · .*\? 1 rekaman/);
    await live.taps(seller, "Ya");
    await live.hears(budi.id, "Percobaan ulang dihentikan. Laporannya tetap seperti semula.");
    expect(await live.box.store.report(reportId)).toMatchObject({ status: "FAILED", revision: 1 });
    seller.says("/retry");
    await live.hears(budi.id, "1 rekaman dicoba lagi. Laporan ke-1");
  });

  it("and once more while it is tried again, is not said to begin another report", async ({ live, seller }) => {
    const { reportId } = await delivered(live, seller);
    for (const most of [2, 3]) {
      seller.sends(Buffer.from("sound 0"));
      await live.until(async () => (await live.box.store.recordings(reportId))[most - 1]);
    }
    await live.hears(budi.id, "sama dengan rekaman 1 yang gagal");
    await live.end();
    expect(live.said(budi.id, "membuka laporan berikutnya")).toEqual([]);
    expect(await live.box.store.reports()).toHaveLength(1);
  });

  it("into a group that is no longer in the settings is not told of there", async ({ live, seller }) => {
    const { again, came } = await delivered(live, seller, -500);
    await live.end();
    const told = () => live.telegram.log.filter((e) => e.chat_id === -500 && /^(send|edit)/.test(e.method)).length;
    const before = told();
    await again();
    await live.restart({ groups: [] });
    await came();
    await live.opens(seller);
    await live.end();
    expect(told()).toBe(before);
  });
});

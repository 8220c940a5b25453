import { describe, expect } from "vitest";
import type { Seller } from "../fakes/telegram/seller.js";
import { budi, it, type LiveBot } from "./live.js";

const group = (live: LiveBot) => live.telegram.group(-500, "Penjual");

/** A report in private, then one in the group: the newer one. */
async function both(live: LiveBot, seller: Seller) {
  const own = await live.sends(seller);
  const inGroup = await live.sends(seller, group(live));
  await live.hears(budi.id, "Laporan ke-1");
  await live.hears(-500, "Laporan ke-2");
  return { own: own.reportId, inGroup: inGroup.reportId };
}

const statusOf = async (live: LiveBot, id: number) => (await live.box.store.report(id))?.status;

describe("a seller with a report in a group and one in private", () => {
  it("closes with /done the one of the chat they write in", async ({ live, seller }) => {
    const { own, inGroup } = await both(live, seller);
    seller.says("/done");
    await live.hears(budi.id, "Laporan ditutup.");
    expect([await statusOf(live, own), await statusOf(live, inGroup)]).toEqual(["PROCESSING", "OPEN"]);
    seller.says("/done");
    await live.telegram.until(() => live.said(budi.id, "Laporan ditutup.").length === 2);
    expect(await statusOf(live, inGroup)).toBe("OPEN");
  });

  it("sees at /status the one of the chat they write in, and the other's message stays", async ({ live, seller }) => {
    await both(live, seller);
    const before = live.said(budi.id, "Laporan ke-1")[0];
    const other = live.said(-500, "Laporan ke-2")[0];
    seller.says("/status");
    await live.telegram.until(() =>
      live.said(budi.id, "Laporan ke-1").some((m) => m.message_id !== before?.message_id),
    );
    await live.telegram.until(() => live.said(budi.id, "Laporan ke-1").length === 1);
    expect(live.said(-500, "Laporan ke-2").map((m) => m.message_id)).toEqual([other?.message_id]);
  });

  it("cancels with /cancel the one of the chat they write in", async ({ live, seller }) => {
    const { own, inGroup } = await both(live, seller);
    seller.says("/cancel");
    await live.hears(budi.id, /Batalkan Laporan ke-1 · /);
    await live.taps(seller, "Ya");
    await live.hears(budi.id, /^Laporan dibatalkan\.$/);
    expect([await statusOf(live, own), await statusOf(live, inGroup)]).toEqual(["CANCELLED", "OPEN"]);
  });

  it("tries again with /retry what failed in the chat they write in", async ({ live, seller }) => {
    const { own, inGroup } = await both(live, seller);
    for (const id of [own, inGroup]) await live.box.store.closeReport(id);
    await live.works("fails");
    await live.works("fails");
    seller.says("/retry");
    await live.hears(budi.id, "1 rekaman dicoba lagi.");
    expect([await statusOf(live, own), await statusOf(live, inGroup)]).toEqual(["PROCESSING", "FAILED"]);
  });
});

describe("a seller whose only report under way is in another chat", () => {
  it("is told so at /status, /done and /cancel, by its name, and nothing is done to it", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller, group(live));
    const [shown] = [await live.hears(-500, "Laporan ke-1")];
    for (const command of ["/status", "/done", "/cancel"]) {
      const before = live.said(budi.id).length;
      seller.says(command);
      await live.telegram.until(() => live.said(budi.id).length > before);
      expect(live.said(budi.id).at(-1)?.text).toMatch(
        /^Di chat ini tidak ada.*Laporan ke-1 · .*di sebuah grup.*di sana/s,
      );
      expect(live.said(budi.id).at(-1)?.buttons).toEqual([]);
    }
    expect(await statusOf(live, reportId)).toBe("OPEN");
    expect(live.said(-500).map((m) => m.message_id)).toEqual([shown.message_id]);
  });

  it("is not told, with their first recording here, that a report before it was closed", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller, group(live));
    await live.box.store.closeReport(reportId);
    await live.sends(seller);
    await live.hears(budi.id, "Laporan ke-2");
    seller.says("/help");
    await live.hears(budi.id, "Cara pakai");
    expect(live.said(budi.id, "sudah ditutup")).toEqual([]);
  });

  it("tries nothing of it again with /retry from here", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller, group(live));
    await live.box.store.closeReport(reportId);
    await live.works("fails");
    seller.says("/retry");
    await live.hears(budi.id, /./);
    expect(await statusOf(live, reportId)).toBe("FAILED");
  });

  it("is not told that nothing failed here, where it did, but its sound was removed", async ({ live, seller }) => {
    await live.opens(seller);
    await live.box.report({ user: budi.id, chat: budi.id }, ["fails"]);
    live.box.db.run("UPDATE recordings SET file = NULL");
    await live.box.report({ user: budi.id, chat: -500 }, ["fails"]);
    seller.says("/retry");
    await live.hears(budi.id, /^Di chat ini tidak ada yang bisa dicoba lagi\. .*di sebuah grup/s);
  });

  it("finds it in /reports with its chat, and sent again it goes there", async ({ live, seller }) => {
    const { reportId } = await live.sends(seller, group(live));
    await live.box.store.closeReport(reportId);
    await live.works("succeeds");
    await live.telegram.until(() => live.telegram.documents(-500).length === 1);
    seller.says("/reports");
    const list = await live.hears(budi.id, /Laporan ke-1 · .* · di sebuah grup/);
    const notice = await live.taps(seller, list.buttons[0] ?? "");
    expect(notice).toMatch(/segera dikirim lagi.*di sebuah grup/);
    await live.telegram.until(() => live.telegram.documents(-500).length === 2);
    expect(live.telegram.documents(budi.id)).toEqual([]);
  });
});

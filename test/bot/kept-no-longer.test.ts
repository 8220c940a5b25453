import { describe, expect } from "vitest";
import { budi, it, type LiveBot } from "./live.js";

const said = /dikirim di chat ini|masih ada di chat ini/;

/** Reports that were removed long after: one that was sent, one that FAILED, one that was cancelled. */
async function removed(live: LiveBot, owner = { user: budi.id, chat: budi.id }) {
  const sent = await live.box.report(owner, ["succeeds"]);
  const failed = await live.box.report(owner, ["fails"]);
  await live.box.deliver();
  const cancelled = await live.box.report(owner, ["waits"]);
  await live.box.store.cancelReport(cancelled);
  live.box.db.run("UPDATE reports SET removed_at = 1");
  return { sent, failed, cancelled };
}

describe("of a report that is no longer kept", () => {
  it("it is said that its file was sent in this chat where it was, and nowhere else", async ({ live, seller }) => {
    await live.opens(seller);
    const { sent, failed, cancelled } = await removed(live);
    for (const id of [sent, failed, cancelled]) await live.asked(budi.id, `${id}`, { [`${id}`]: `details:${id}:0` });
    expect(await live.taps(seller, `${sent}`)).toMatch(said);
    for (const id of [failed, cancelled]) expect(await live.taps(seller, `${id}`)).not.toMatch(said);
    seller.says("/reports");
    const lines = (await live.hears(budi.id, "Laporan terakhir")).text
      .split("\n")
      .filter((l) => l.startsWith("Isinya"));
    expect(lines.map((line) => said.test(line))).toEqual([false, false, true]);
  });

  it("in another chat nothing is said of its file", async ({ live, seller }) => {
    await removed(live, { user: budi.id, chat: -500 });
    seller.says("/reports");
    expect((await live.hears(budi.id, "Laporan terakhir")).text).not.toMatch(said);
  });
});

describe("a button of a report that has moved on", () => {
  it("says that it was cancelled where that is why nothing is tried again", async ({ live, seller }) => {
    await live.opens(seller);
    const cancelled = await live.box.report({ user: budi.id, chat: budi.id }, ["waits"]);
    await live.box.store.cancelReport(cancelled);
    await live.asked(budi.id, "x", { Lagi: `retry:${cancelled}` });
    await live.taps(seller, "Lagi");
    await live.hears(budi.id, "Laporannya sudah dibatalkan.");
    expect(live.said(budi.id, "Tidak ada rekaman yang gagal")).toEqual([]);
  });

  it("says that it is still worked on where it is tried again already, or cannot be sent yet", async ({
    live,
    seller,
  }) => {
    await live.opens(seller);
    const id = await live.box.report({ user: budi.id, chat: budi.id }, ["succeeds", "fails once heard"]);
    await live.hears(budi.id, "Yang gagal:");
    await live.asked(budi.id, "x", { Lagi: `retry:${id}` });
    await live.taps(seller, "Lagi");
    await live.taps(seller, "Lagi");
    await live.hears(budi.id, "Laporannya belum selesai. Hasilnya dikirim begitu selesai.");
    expect(await live.taps(seller, "Kirim lagi")).toBe("Laporannya belum selesai. Hasilnya dikirim begitu selesai.");
    expect((await live.box.store.report(id))?.status).toBe("PROCESSING");
    expect(live.said(budi.id, "Tidak ada rekaman yang gagal")).toEqual([]);
  });
});

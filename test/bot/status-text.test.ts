import { describe, expect, it } from "vitest";
import { type StatusFacts, statusText } from "../../src/bot/views/status.js";
import { messages } from "../../src/messages/index.js";
import { begun, failed, failure, reportView, row, timeZone, waiting, without, withRows } from "./report.js";

const facts: StatusFacts = { number: 2, now: begun, timeZone, ahead: 0, remainingMs: 110_000 };

const open = reportView("OPEN", [
  withRows(1, row("Budi", "Jalan Melati nomor 12", 3), row("Siti", null, 12)),
  without(2, "silent"),
  without(3, "empty"),
  without(4, "duplicate", { duplicateOf: 1 }),
  failed(5, failure("damaged", { file: "pasar <pagi>.mp3" }), { name: "pasar <pagi>.mp3" }),
  waiting(6, { status: "RUNNING", stage: "transcribing", attempts: 1 }),
  waiting(7, { attempts: 1, runAt: begun + 60_000 }),
  waiting(8),
  waiting(9, { status: "FETCHING" }),
  waiting(10, { status: "FETCHING", failure: failure("disk_full", { path: "/data" }) }),
]);

describe("the status message", () => {
  it("says in Indonesian what each recording is at, and what comes next", () => {
    expect(statusText(messages.id, open, facts).html).toBe(
      [
        "<b>Laporan ke-2 · 22 November 2026</b>",
        "▓▓▓▓▓░░░░░ 5 dari 10 rekaman",
        "",
        "1. Pesan suara 14:01 – ✅ 2 baris",
        "2. Pesan suara 14:02 – 🔇 tidak ada suara orang",
        "3. Pesan suara 14:03 – ⚠️ tidak ada pesanan",
        "4. Pesan suara 14:04 – 🔁 sama dengan rekaman 1",
        "5. pasar &lt;pagi&gt;.mp3 – ❌ rusak atau terpotong",
        "6. Pesan suara 14:06 – ⏳ mendengarkan",
        "7. Pesan suara 14:07 – percobaan ke-2 pukul 14:06",
        "8. Pesan suara 14:08 – menunggu giliran",
        "9. Pesan suara 14:09 – ⏳ sedang diterima",
        "10. Pesan suara 14:010 – ⏸ menunggu: disk mesin penuh",
        "",
        "Kira-kira 2 menit lagi.",
        "Kirim rekaman lagi, atau ketuk Selesai kalau sudah semua.",
      ].join("\n"),
    );
  });

  it("says the same in English", () => {
    expect(statusText(messages.en, open, facts).html).toBe(
      [
        "<b>Report 2 · 22 November 2026</b>",
        "▓▓▓▓▓░░░░░ 5 of 10 recordings",
        "",
        "1. Pesan suara 14:01 – ✅ 2 rows",
        "2. Pesan suara 14:02 – 🔇 nobody speaks",
        "3. Pesan suara 14:03 – ⚠️ no order in it",
        "4. Pesan suara 14:04 – 🔁 the same as recording 1",
        "5. pasar &lt;pagi&gt;.mp3 – ❌ damaged or cut off",
        "6. Pesan suara 14:06 – ⏳ listening",
        "7. Pesan suara 14:07 – attempt 2 at 14:06",
        "8. Pesan suara 14:08 – waiting",
        "9. Pesan suara 14:09 – ⏳ being received",
        "10. Pesan suara 14:010 – ⏸ waiting: the machine's disk is full",
        "",
        "About 2 min left.",
        "Send more recordings, or tap Done if that was all.",
      ].join("\n"),
    );
  });

  const last = (view: typeof open, given: Partial<StatusFacts> = {}) =>
    statusText(messages.id, view, { ...facts, ...given })
      .html.split("\n\n")
      .at(-1);

  it("tells of others' recordings that come first, and of the time after them", () => {
    const view = reportView("PROCESSING", [waiting(1)]);
    expect(last(view, { ahead: 4 })).toBe(
      "Ada 4 rekaman orang lain lebih dulu, lalu kira-kira 2 menit.\nLaporannya dikirim begitu rekaman terakhir selesai.",
    );
    expect(last(view, { ahead: 4, remainingMs: null })).toMatch(/^Ada 4 rekaman orang lain lebih dulu\.\n/);
  });

  it("estimates nothing before anything was measured", () => {
    expect(last(reportView("PROCESSING", [waiting(1)]), { remainingMs: null })).toBe(
      "Laporannya dikirim begitu rekaman terakhir selesai.",
    );
  });

  it("offers the report where all recordings of an open one are finished", () => {
    expect(last(reportView("OPEN", [withRows(1, row("Budi", null, 3))]), { ahead: 3 })).toBe(
      "Ketuk Selesai untuk menerima laporannya, atau kirim rekaman lagi.",
    );
  });

  it("waits for another attempt without a time once that time is here", () => {
    const view = reportView("PROCESSING", [waiting(1, { attempts: 2, runAt: begun })]);
    expect(statusText(messages.id, view, facts).html).toContain("14:01 – menunggu percobaan ke-3\n");
  });

  it("says that a recording will be fetched again", () => {
    const stored = failure("download_failed", { file: "a", reason: "ECONNRESET" });
    const { html } = statusText(
      messages.en,
      reportView("OPEN", [waiting(1, { status: "FETCHING", failure: stored })]),
      facts,
    );
    expect(html).toContain("– Telegram did not give it yet, will be tried again\n");
  });

  it("shows how a report ended", () => {
    const good = withRows(1, row("Budi", null, 3));
    const bad = failed(2, failure("no_sound", { file: "a" }));
    expect(last(reportView("COMPLETED", [good]))).toBe("✅ Selesai: 1 baris dari 1 rekaman.");
    expect(last(reportView("PARTIALLY_COMPLETED", [good, bad]))).toBe(
      "⚠️ Selesai sebagian: 1 baris dari 2 rekaman (1 gagal).",
    );
    expect(last(reportView("FAILED", [bad]))).toBe("❌ Gagal: 0 baris dari 1 rekaman (1 gagal).");
    expect(statusText(messages.id, reportView("CANCELLED", [good, bad]), facts).html).toBe(
      "<b>Laporan ke-2 · 22 November 2026</b>\n\n❌ Laporan dibatalkan.",
    );
  });

  it("has Done and Cancel while open, Cancel while it is worked on, nothing at the end", () => {
    const labels = (status: Parameters<typeof reportView>[0]) =>
      statusText(messages.en, reportView(status, [waiting(1)]), facts).buttons.flat();
    expect(labels("OPEN")).toEqual([
      { text: "Done", data: "done:7" },
      { text: "Cancel", data: "cancel:7" },
    ]);
    expect(labels("PROCESSING")).toEqual([{ text: "Cancel", data: "cancel:7" }]);
    for (const status of ["COMPLETED", "PARTIALLY_COMPLETED", "FAILED", "CANCELLED"] as const) {
      expect(labels(status)).toEqual([]);
    }
  });
});

import { describe, expect, it } from "vitest";
import { listedReports, reportsText } from "../../src/bot/views/reports-list.js";
import { messages } from "../../src/messages/index.js";
import { countsOf } from "../../src/reports/view.js";
import { failed, failure, reportView, row, timeZone, waiting, withRows } from "./report.js";

const listed = (view: ReturnType<typeof reportView>, number: number) => ({
  report: view.report,
  number,
  counts: countsOf(view),
  place: null,
  sentHere: false,
});
const open = listed(reportView("OPEN", [waiting(1)], { id: 9 }), 3);
const partial = listed(
  reportView("PARTIALLY_COMPLETED", [withRows(1, row("Budi", null, 3)), failed(2, failure("damaged", { file: "a" }))]),
  2,
);

describe("the list of reports", () => {
  it("tells of each, and sends again those that are finished", () => {
    expect(reportsText(messages.id, [open, partial], timeZone)).toEqual({
      html: [
        "<b>Laporan terakhir</b>",
        "",
        "<b>Laporan ke-3 · 22 November 2026</b>",
        "⏳ Masih terbuka: 0 baris dari 1 rekaman",
        "",
        "<b>Laporan ke-2 · 22 November 2026</b>",
        "⚠️ Selesai sebagian: 1 baris dari 2 rekaman (1 gagal)",
        "",
        "Ketuk laporan yang mau dikirim lagi.",
      ].join("\n"),
      buttons: [[{ text: "Kirim lagi: 22 November 2026, ke-2", data: "resend:7" }]],
    });
  });

  it("says how to begin where there is none", () => {
    expect(reportsText(messages.en, [])).toEqual({
      html: "There is no report yet. Send a recording to begin one.",
      buttons: [],
    });
  });

  it("holds the last ones alone", () => {
    expect(reportsText(messages.id, new Array(50).fill(partial)).buttons).toHaveLength(listedReports);
  });
});

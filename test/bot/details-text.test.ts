import { describe, expect, it } from "vitest";
import { detailsText, recordingText } from "../../src/bot/views/details.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import { messages } from "../../src/messages/index.js";
import { begun, failed, failure, reportView, row, timeZone, without, withRows } from "./report.js";

const facts = { number: 2, now: begun, timeZone };
const heard = (text: string) =>
  transcriptOf([{ text, start: 0, end: 9, logProbability: -0.1, noSpeech: 0, words: [] }], "id", "small");

const view = reportView("PARTIALLY_COMPLETED", [
  withRows(1, row("Budi", "Jalan Melati nomor 12", 3), row("Siti", null, 12)),
  without(2, "silent"),
  failed(3, failure("no_sound", { file: "a.mp4" }), { name: "a.mp4" }),
]);

describe("what is in one recording", () => {
  it("is its rows and what was heard", () => {
    const transcript = heard("Pak Budi, Jalan Melati nomor 12, beli <3> teh. Bu Siti selusin.");
    expect(recordingText(messages.id, view, 1, transcript, facts)).toEqual({
      html: [
        "<b>Laporan ke-2 · 22 November 2026</b>",
        "<b>1. Pesan suara 14:01</b>",
        "✅ 2 baris",
        "",
        "Yang dicatat:",
        "• Budi · Jalan Melati nomor 12 · 3",
        "• Siti · – · 12",
        "",
        "Yang terdengar:",
        "<blockquote>Pak Budi, Jalan Melati nomor 12, beli &lt;3&gt; teh. Bu Siti selusin.</blockquote>",
      ].join("\n"),
      buttons: [[{ text: "‹ Daftar rekaman", data: "page:7:0" }]],
    });
  });

  it("marks a cell that was not heard", () => {
    const flags = { jumlah_minuman: "unheard" } as const;
    const doubtful = reportView("COMPLETED", [withRows(1, { ...row("Budi", null, 50), flags })]);
    const text = recordingText(messages.id, doubtful, 1, heard("Budi beli 12 teh."), facts);
    expect(text?.html).toContain("✅ 1 baris, ❓ 1 isian perlu dicek\n\nYang dicatat:\n• Budi · – · ?50\n");
  });

  it("is nothing where nobody spoke", () => {
    const text = recordingText(messages.en, view, 2, transcriptOf([], "id", "small"), facts);
    expect(text?.html).toMatch(/\n🔇 nobody speaks\n\nNothing was heard\.$/);
  });

  it("is the reason where it failed", () => {
    const text = recordingText(messages.id, view, 3, null, facts);
    expect(text?.html).toMatch(/\n❌ tidak ada suaranya\. Kirim rekaman yang ada suaranya\.$/);
  });

  it("tells of rows that were dropped", () => {
    const dropping = reportView("COMPLETED", [without(1, "empty", { droppedRows: 2 })]);
    expect(recordingText(messages.id, dropping, 1, heard("Halo"), facts)?.html).toContain(
      "\n⚠️ 2 baris dibuang karena tidak diucapkan\n",
    );
  });

  it("is not there for a recording that is not there", () => {
    expect(recordingText(messages.id, view, 4, null, facts)).toBeNull();
  });
});

describe("the list of recordings", () => {
  const many = reportView(
    "COMPLETED",
    Array.from({ length: 19 }, (_, i) => withRows(i + 1, row("Budi", null, 1))),
  );
  const buttons = (page: number) =>
    detailsText(messages.id, many, page, facts).buttons.map((r) => r.map((b) => b.text));

  it("has a button for each recording of a page, and turns pages", () => {
    expect(buttons(0)).toEqual([["1", "2", "3", "4"], ["5", "6", "7", "8"], ["Berikutnya ›"]]);
    expect(buttons(1)).toEqual([
      ["9", "10", "11", "12"],
      ["13", "14", "15", "16"],
      ["‹ Sebelumnya", "Berikutnya ›"],
    ]);
    expect(buttons(2)).toEqual([["17", "18", "19"], ["‹ Sebelumnya"]]);
  });

  it("shows its last page where a later one is asked for", () => {
    expect(buttons(99)).toEqual(buttons(2));
  });

  it("leads back to the page that a recording is on", () => {
    expect(recordingText(messages.id, many, 9, null, facts)?.buttons.flat()[0]?.data).toBe("page:7:1");
  });

  it("says how to see what is in a recording", () => {
    expect(detailsText(messages.en, view, 0, facts).html).toBe(
      [
        "<b>Report 2 · 22 November 2026</b>",
        "",
        "1. Pesan suara 14:01 – ✅ 2 rows",
        "2. Pesan suara 14:02 – 🔇 nobody speaks",
        "3. a.mp4 – ❌ it has no sound",
        "",
        "Tap a recording's number to see what is in it.",
      ].join("\n"),
    );
  });
});

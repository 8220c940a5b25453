import { describe, expect, it } from "vitest";
import { deliveryText, hasDocument } from "../../src/bot/views/delivery.js";
import { captionLimit, visibleLength } from "../../src/bot/views/html.js";
import { messages } from "../../src/messages/index.js";
import { failed, failure, reportView, row, timeZone, without, withRows } from "./report.js";

const facts = { number: 2, timeZone, maybeSent: false, demo: false };
const view = reportView("PARTIALLY_COMPLETED", [
  withRows(1, row("Budi", "Jalan Melati nomor 12 RT 3", 3), row("Siti Aminah Rahayu", null, 12)),
  withRows(2, row("Toko <Maju>", "Gang Kelinci 7", 120)),
  without(3, "silent"),
  failed(4, failure("damaged", { file: "pasar.mp3" }), { name: "pasar.mp3" }),
]);

describe("the caption of a report", () => {
  it("says in Indonesian what is in it, what failed, and shows the first rows", () => {
    expect(deliveryText(messages.id, view, { ...facts, demo: true }).html).toBe(
      [
        "<b>Laporan ke-2 · 22 November 2026</b>",
        "⚠️ Selesai sebagian: 3 baris dari 4 rekaman (1 tanpa pesanan, 1 gagal).",
        "",
        "Yang gagal:",
        "4. pasar.mp3: rusak atau terpotong. Rekam ulang, lalu kirim lagi.",
        "",
        "<pre>Nama          Alamat        Jumlah",
        "───────────── ───────────── ──────",
        "Budi          Jalan Melati…      3",
        "Siti Aminah…  –                 12",
        "Toko &lt;Maju&gt;   Gang Kelinci…    120</pre>",
        "",
        "⚠️ Memakai model demo: hanya untuk mencoba, bukan untuk suara asli.",
      ].join("\n"),
    );
  });

  it("says the same in English, and that it may be a second copy", () => {
    expect(deliveryText(messages.en, view, { ...facts, maybeSent: true }).html).toBe(
      [
        "<b>Report 2 · 22 November 2026</b>",
        "⚠️ Partly complete: 3 rows from 4 recordings (1 without an order, 1 failed).",
        "",
        "What failed:",
        "4. pasar.mp3: damaged or cut off. Record it again and send it.",
        "",
        "<pre>Nama          Alamat        Jumlah",
        "───────────── ───────────── ──────",
        "Budi          Jalan Melati…      3",
        "Siti Aminah…  –                 12",
        "Toko &lt;Maju&gt;   Gang Kelinci…    120</pre>",
        "",
        "⚠️ This may be a second copy: it is not sure whether the one before arrived.",
      ].join("\n"),
    );
  });

  it("marks what was not heard, and says in which recordings", () => {
    const flags = { jumlah_minuman: "unheard" } as const;
    const doubtful = reportView("COMPLETED", [
      withRows(1, row("Ani", "Gang Mawar", 2)),
      withRows(2, { ...row("Budi", "Jalan Melati", 50), flags }),
      withRows(4, { ...row("Siti", null, 7), flags: { nama: "unheard", ...flags } }),
    ]);
    expect(deliveryText(messages.id, doubtful, facts).html).toBe(
      [
        "<b>Laporan ke-2 · 22 November 2026</b>",
        "✅ Selesai: 3 baris dari 3 rekaman.",
        "",
        "<pre>Nama  Alamat       Jumlah",
        "───── ──────────── ──────",
        "Ani   Gang Mawar        2",
        "Budi  Jalan Melati    ?50",
        "?Siti –                ?7</pre>",
        "",
        "❓ 3 isian bertanda ? tidak cocok dengan yang terdengar di rekaman 2, 4. Ketuk &quot;Lihat isi rekaman&quot; untuk mengeceknya.",
      ].join("\n"),
    );
    expect(deliveryText(messages.en, doubtful, facts).html).toContain(
      "❓ 3 cells marked ? do not match what was heard in recording 2, 4. Tap &quot;What is in each recording&quot; to check.",
    );
  });

  it("says of a value that its column does not take that it is so, beside what was not heard", () => {
    const doubtful = reportView("COMPLETED", [
      withRows(1, { ...row("Ani", null, 1_500_000), flags: { nama: "unheard", jumlah_minuman: "out_of_bounds" } }),
      withRows(2, { ...row("Budi", null, 1e15), flags: { jumlah_minuman: "out_of_bounds" } }),
    ]);
    const { html } = deliveryText(messages.id, doubtful, facts);
    expect(html).toMatch(/^\?Ani +– +\?1500000$/m);
    expect(html).toContain(
      "❓ 1 isian bertanda ? tidak cocok dengan yang terdengar di rekaman 1. 2 isian bertanda ? tidak cocok dengan kolomnya, di rekaman 1, 2. Ketuk &quot;Lihat isi rekaman&quot; untuk mengeceknya.",
    );
    expect(deliveryText(messages.en, doubtful, facts).html).toContain(
      "2 cells marked ? are not what the column takes, in recording 1, 2.",
    );
  });

  it("counts the rows that the preview leaves out", () => {
    const many = Array.from({ length: 40 }, (_, i) => row(`Pembeli ${i + 1}`, "Jalan Mawar", i));
    const { html } = deliveryText(messages.id, reportView("COMPLETED", [withRows(1, ...many)]), facts);
    expect(html).toContain("Pembeli 8");
    expect(html).not.toContain("Pembeli 9");
    expect(html).toMatch(/<\/pre>\n… dan 32 baris lagi$/);
  });

  it("names the first failed recordings, and counts the others", () => {
    const bad = Array.from({ length: 29 }, (_, i) => failed(i + 2, failure("damaged", { file: "a" })));
    const report = reportView("PARTIALLY_COMPLETED", [withRows(1, row("Budi", null, 3)), ...bad]);
    const { html } = deliveryText(messages.id, report, facts);
    expect(html).toMatch(/\n2\. Pesan suara 14:02: rusak.*\n… dan \d+ rekaman lagi\n\n<pre>/s);
    expect(html).toContain("Budi");
    expect(visibleLength(html)).toBeLessThanOrEqual(captionLimit);
  });

  it("tells a later version from the first", () => {
    const again = reportView("COMPLETED", [withRows(1, row("Budi", null, 3))], { revision: 2 });
    expect(deliveryText(messages.id, again, facts).html).toMatch(
      /^<b>Laporan ke-2 · 22 November 2026 · versi ke-2<\/b>/,
    );
  });

  it("has no table where no order was spoken of", () => {
    expect(deliveryText(messages.id, reportView("COMPLETED", [without(1, "empty")]), facts).html).not.toContain(
      "<pre>",
    );
  });

  it("has a button to try again only where something failed that may pass", () => {
    const data = (v: typeof view) => deliveryText(messages.id, v, facts).buttons.map((r) => r.map((b) => b.data));
    const [good, timeout] = [withRows(1, row("Budi", null, 3)), failed(2, failure("speech_timeout", { seconds: 420 }))];
    expect(data(reportView("PARTIALLY_COMPLETED", [good, timeout]))).toEqual([
      ["retry:7"],
      ["resend:7", "details:7:0"],
    ]);
    const damaged = failed(2, failure("damaged", { file: "a.ogg" }));
    expect(data(reportView("PARTIALLY_COMPLETED", [good, damaged]))).toEqual([["resend:7", "details:7:0"]]);
    expect(data(reportView("COMPLETED", [without(1, "empty")]))).toEqual([["resend:7", "details:7:0"]]);
  });
});

describe("a failed report", () => {
  const all = reportView("FAILED", [
    failed(1, failure("too_long", { file: "rapat.m4a", seconds: 4200, most: 3600 }), { name: "rapat.m4a" }),
    failed(2, failure("speech_engine_failed", { reason: "exit 1 in /opt/models" })),
  ]);

  it("is told in a message that names every recording and what to do", () => {
    expect(hasDocument(all)).toBe(false);
    expect(deliveryText(messages.id, all, facts)).toEqual({
      html: [
        "<b>Laporan ke-2 · 22 November 2026</b>",
        "❌ Gagal: 0 baris dari 2 rekaman (2 gagal).",
        "",
        "Yang gagal:",
        "1. rapat.m4a: terlalu panjang (1 jam 10 menit, paling lama 1 jam). Bagi menjadi beberapa rekaman, lalu kirim satu per satu.",
        "2. Pesan suara 14:02: mesin gagal mengolahnya. Ketuk Coba lagi. Kalau tetap gagal, beri tahu pengelolanya; rekamannya tidak hilang.",
      ].join("\n"),
      buttons: [
        [{ text: "Coba lagi yang gagal", data: "retry:7" }],
        [{ text: "Lihat isi rekaman", data: "details:7:0" }],
      ],
    });
  });
});

import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { budi, it, quick, recording, rowsOf } from "./bot.js";

interface Said {
  file: string;
  transcript: string;
  records: Record<"nama" | "alamat" | "jumlah_minuman", string | number | null>[];
}
const said: Said[] = JSON.parse(readFileSync(recording("expected.json"), "utf8"));

it("gives a seller the rows of five recordings of different kinds after /done", async ({ box, seller }) => {
  await box.start();
  seller.says("/start");
  const files = ["02.ogg", "06.ogg", "09.mp3", "10.ogg", "12.mp3"];
  const kinds = ["voice", "audio", "document", "video", "audio"] as const;
  for (const [i, file] of files.entries())
    seller.sends(recording(file), { kind: kinds[i] ?? "voice", file_name: file });
  seller.says("/done");
  await box.telegram.until(() => box.telegram.documents(budi.id).length > 0, 60_000);
  const [document] = box.telegram.documents(budi.id);
  expect(document?.name).toMatch(/^laporan-\d{4}-\d\d-\d\d-budi-1\.csv$/);
  const expected = files.flatMap((file) => said.find((s) => s.file === file)?.records ?? []);
  expect(rowsOf(document?.text ?? "")).toEqual(
    expected.map((r) => [r.nama ?? "", r.alamat ?? "", String(r.jumlah_minuman ?? "")]),
  );
  expect(await box.end()).toBe(0);
});

it("sends a report again as often as it is asked for, and shows what is in each recording", async ({ box, seller }) => {
  const documents = () => box.telegram.documents(budi.id);
  await box.start();
  seller.sends(recording(quick));
  await box.hears(budi.id, "1 dari 1 rekaman", 60_000);
  seller.says("/selesai");
  await box.telegram.until(() => documents().length === 1);
  seller.taps("Kirim lagi");
  await box.telegram.until(() => documents().length === 2);
  seller.says("/reports");
  const { buttons } = await box.hears(budi.id, "Laporan terakhir");
  seller.taps(buttons[0] ?? "");
  await box.telegram.until(() => documents().length === 3);
  expect(new Set(documents().map(({ name, text, caption }) => name + text + caption)).size).toBe(1);
  seller.taps("Lihat isi rekaman");
  await box.hears(budi.id, "Ketuk nomor rekaman");
  seller.taps("1");
  const shown = await box.hears(budi.id, "Yang terdengar:");
  const [words = ""] = said.filter((s) => s.file === quick).map((s) => s.transcript);
  expect(shown.text).toContain(words);
});

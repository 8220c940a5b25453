import { readFileSync } from "node:fs";
import { expect } from "vitest";
import { budi, it, recording, rowsOf } from "./bot.js";

interface Said {
  file: string;
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
}, 90_000);

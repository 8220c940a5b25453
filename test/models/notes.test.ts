import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";
import { root } from "../e2e/catat.js";

interface Row {
  nama: string | null;
  alamat: string | null;
  jumlah_minuman: string[];
}

const hasPython = (() => {
  try {
    return execFileSync("python3", ["--version"]).length > 0;
  } catch {
    return false;
  }
})();

/** Notes as the extractor is trained on them: a transcript, and its answer on the next line. */
function drawn(seed: number, count: number): { text: string; rows: Row[] }[] {
  const program = join(root, "models/standard/training/notes.py");
  const lines = execFileSync("python3", [program, String(seed), String(count)], { encoding: "utf8" })
    .trimEnd()
    .split("\n");
  return Array.from({ length: count }, (_, i) => ({
    text: lines[2 * i] as string,
    rows: JSON.parse(lines[2 * i + 1] as string).records,
  }));
}

it.skipIf(!hasPython)("each value of a synthetic note stands in its transcript, and nothing of a slot is left", () => {
  const notes = drawn(7, 1000);
  for (const { text, rows } of notes) {
    const values = rows.flatMap(({ nama, alamat, jumlah_minuman }) => [nama, alamat, ...jumlah_minuman]);
    for (const value of values) if (value !== null) expect(text).toContain(value);
    expect(text).not.toMatch(/[{}]|=>/);
  }
  const withoutOrder = notes.filter(({ rows }) => rows.length === 0).length;
  expect(withoutOrder).toBeGreaterThan(100);
});

it.skipIf(!hasPython)("a seed names a sequence of notes", () => {
  expect(drawn(3, 50)).toEqual(drawn(3, 50));
  expect(drawn(3, 50)).not.toEqual(drawn(4, 50));
});

import { expect, it, onTestFinished } from "vitest";
import { again, BotBox, budi, quick, rowsOf, silence } from "./bot.js";

const siti = { id: 1002, first_name: "Siti", language_code: "id" };
const sellers = [
  { user: budi, file: quick, row: ["", "Gang Abadi No. 28, Kudus", "3"] },
  { user: siti, file: "08.ogg", row: ["Imam Oktaviani", "", "83"] },
];
const thirty = Array.from({ length: 30 }, (_, i) => i);
/** Every fifth speaks: silence costs no engine's time. */
const spoken = thirty.length / 5;

it("two sellers with thirty recordings each, at once: both get their own report, work alternates, no message is edited too often", async () => {
  const box = await BotBox.open();
  onTestFinished(() => box.close());
  // All of the one before any of the other: whoever came first would have it all, were work not shared.
  for (const { user, file } of sellers) {
    const seller = box.telegram.user(user);
    for (const i of thirty) seller.sends(i % 5 === 0 ? again(i, file) : silence(i));
    seller.says("/done");
  }
  await box.start({ CATAT_ALLOWED_USER_IDS: sellers.map((s) => s.user.id).join(",") });

  for (const { user, row } of sellers) {
    const { id } = user;
    await box.telegram.until(() => box.telegram.documents(id).length > 0, 240_000);
    const status = await box.hears(id, /30 dari 30 rekaman.*Selesai/s, 60_000);
    const documents = box.telegram.documents(id);
    expect(documents.map((d) => rowsOf(d.text))).toEqual([Array.from({ length: spoken }, () => row)]);
    expect(documents[0]?.caption).toContain(`${spoken} baris dari 30 rekaman`);
    expect(status.text).not.toMatch(/gagal|sama dengan/);
    expect(box.telegram.rate(id, 3).edits).toBe(1);
  }
  expect(await box.end()).toBe(0);
  expectAlternating(finishedBy(box));
}, 400_000);

/** Whose recordings were finished, in that order: the report's number each. */
function finishedBy(box: BotBox): number[] {
  const lines = box.log.trimEnd().split("\n");
  const finished = lines.map((line) => JSON.parse(line)).filter((entry) => entry.msg === "recording succeeded");
  return finished.map(({ recording }) => (recording <= thirty.length ? 1 : 2));
}

/** Two are under way at a time, and one of either may take longer. */
function expectAlternating(reports: number[]): void {
  const first = reports.indexOf(2);
  expect(first).toBeLessThan(thirty.length / 3);
  const together = reports.slice(first, Math.min(reports.lastIndexOf(1), reports.lastIndexOf(2)));
  const lead = together.map((_, i) => together.slice(0, i + 1).reduce((sum, r) => sum + (r === 1 ? 1 : -1), 0));
  expect(together.length).toBeGreaterThan(thirty.length);
  expect(Math.max(...lead.map(Math.abs)), reports.join("")).toBeLessThanOrEqual(3);
}

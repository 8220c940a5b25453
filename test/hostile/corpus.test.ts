import { mkdirSync, mkdtempSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { asFailure } from "../../src/domain/failure.js";
import { converter, testFolder } from "../engines/ffmpeg-files.js";
import { leaveNoProcess } from "../engines/subprocess-left.js";
import { holdsCanary, Trap } from "./canary.js";
import { corpus, write } from "./corpus.js";

const folder = testFolder();
const inputs = join(folder, "in");
mkdirSync(inputs);
const trap = await Trap.set(inputs);
afterAll(() => trap.close());
leaveNoProcess();

const maxSeconds = 60;
const ofTheFile = ["file_empty", "not_audio", "no_sound", "damaged", "too_short", "too_long"];

/** What became of it: `read`, or the code of its failure. */
async function ends(path: string): Promise<string> {
  const out = mkdtempSync(join(folder, "out-"));
  const output = join(out, "sound.wav");
  try {
    const sound = await converter(folder, { maxSeconds }).convert(path, output, "x", new AbortController().signal);
    expect(readdirSync(out)).toEqual(["sound.wav"]);
    expect(sound.seconds).toBeLessThanOrEqual(maxSeconds);
    expect(statSync(output).size).toBeLessThanOrEqual((maxSeconds + 2) * 32_000);
    expect(await holdsCanary(output), "the canary was read").toBe(false);
    return "read";
  } catch (error) {
    if (asFailure(error).code === "unexpected") throw error;
    expect(readdirSync(out)).toEqual([]);
    return asFailure(error).code;
  }
}

const all = Object.entries(corpus(join(folder, "parts"), trap));

it("the corpus has more than sixty files", () => {
  expect(all.flatMap(([, files]) => files).length).toBeGreaterThan(60);
});

describe.each(all)("%s ends as a reason, or is really read", (_, files) => {
  for (const file of files) write(inputs, file);

  it.concurrent.each(files)("$name", async (file) => {
    const end = await ends(join(inputs, file.name));
    if (file.ends === "read") expect(end).toBe("read");
    else expect(file.ends === "refused" ? ofTheFile : ["read", ...ofTheFile]).toContain(end);
  });
});

it("the canary is a sound that can be read", async () => {
  expect(await ends(trap.path).catch((error: Error) => error.message)).toContain("the canary was read");
});

it("nobody called the server, nothing was left in the working directory, and no other file came", () => {
  expect(trap.calls).toBe(0);
  expect(readdirSync(join(folder, "scratch"))).toEqual(["empty"]);
  expect(readdirSync(join(folder, "scratch/empty"))).toEqual([]);
  const given = all.flatMap(([, files]) => files.map((file) => file.name));
  expect(
    readdirSync(inputs)
      .filter((name) => !given.includes(name))
      .sort(),
  ).toEqual(["canary", "canary.ts", "canary.wav"]);
});

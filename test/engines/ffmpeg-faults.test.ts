import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execaSync } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { convert, converter, ffmpegPath, make, refusal, script, testFolder } from "./ffmpeg-files.js";
import { leaveNoProcess } from "./subprocess-left.js";

const folder = testFolder();
const wav = make(folder, "tone.wav", "sine=duration=20");
const hangs = script(folder, "hangs", `for last; do :; done\necho half > "\${last#file:}"\nexec sleep 60`);
leaveNoProcess();

const quick = () => 0.4;

it.each(["ffmpegPath", "ffprobePath"])("%s that hangs is killed after its time", async (which) => {
  const began = performance.now();
  // As ffprobe it must not write over what it is told to read.
  const program = which === "ffmpegPath" ? hangs : script(folder, "waits", "exec sleep 60");
  const failure = await refusal(folder, wav, { [which]: program, secondsAllowed: quick });
  expect(failure).toMatchObject({ code: "conversion_timeout", facts: { file: "the name", seconds: 0.4 } });
  expect(failure.isTransient).toBe(true);
  expect(performance.now() - began).toBeLessThan(30_000);
});

it("the time grows with the length", async () => {
  const asked: number[] = [];
  const secondsAllowed = (seconds: number) => asked.push(seconds) * 30;
  await convert(folder, wav, { secondsAllowed });
  expect(asked).toEqual([0, 20]);
});

it("an abort kills ffmpeg and is what is thrown", async () => {
  const stop = new AbortController();
  const output = join(folder, "aborted.wav");
  const work = converter(folder, { ffmpegPath: hangs }).convert(wav, output, "the name", stop.signal);
  while (!existsSync(`${output}.part`)) await new Promise((r) => setTimeout(r, 20));
  stop.abort(new Error("enough"));
  await expect(work).rejects.toThrow("enough");
  expect(existsSync(`${output}.part`)).toBe(false);
  expect(existsSync(output)).toBe(false);
});

it("an abort before the beginning starts nothing", async () => {
  const started = join(folder, "started");
  const program = script(folder, "tells", `touch '${started}'`);
  const signal = AbortSignal.abort(new Error("enough"));
  const work = converter(folder, { ffprobePath: program }).convert(wav, join(folder, "x.wav"), "the name", signal);
  await expect(work).rejects.toThrow("enough");
  expect(existsSync(started)).toBe(false);
});

it.each(["ffmpegPath", "ffprobePath"])("%s that is not there is named", async (which) => {
  const failure = await refusal(folder, wav, { [which]: "/nowhere/ffmpeg" });
  expect(failure).toMatchObject({ code: "ffmpeg_missing", facts: { program: "/nowhere/ffmpeg" } });
});

it.each(["ffmpegPath", "ffprobePath"])(
  "%s that is not there, or does not run, is named before work begins",
  async (which) => {
    const { signal } = new AbortController();
    await converter(folder).ready(signal);
    for (const program of ["/nowhere/ffmpeg", script(folder, "broken", "echo 'no libavdevice.so.59' >&2; exit 127")]) {
      const ready = converter(folder, { [which]: program }).ready(signal);
      await expect(ready).rejects.toMatchObject({ code: "ffmpeg_missing", facts: { program }, isSetup: true });
    }
  },
);

it("an ffmpeg that may not be executed is missing", async () => {
  writeFileSync(join(folder, "plain"), "");
  expect((await refusal(folder, wav, { ffmpegPath: join(folder, "plain") })).code).toBe("ffmpeg_missing");
});

it.each([
  ["ends with an error", "exit 1", "damaged"],
  ["crashes", "kill -SEGV $$", "damaged"],
  ["is killed by somebody else", "kill -KILL $$", "unexpected"],
  ["says it is done but wrote nothing", "exit 0", "damaged"],
])("an ffmpeg that %s", async (_, lines, code) => {
  const ffmpeg = script(folder, "fails", `${lines}`);
  expect((await refusal(folder, wav, { ffmpegPath: ffmpeg })).code).toBe(code);
});

it("an ffmpeg that says very much is heard to its end", async () => {
  const ffmpeg = script(folder, "talks", `head -c 5000000 /dev/zero | tr '\\0' 'x' >&2; exec ${ffmpegPath} "$@"`);
  expect((await convert(folder, wav, { ffmpegPath: ffmpeg })).seconds).toBe(20);
});

it("a file that vanishes while it is read is not found, rather than damaged", async () => {
  const fleeting = join(folder, "fleeting.wav");
  writeFileSync(fleeting, readFileSync(wav));
  const ffmpeg = script(folder, "removes", `rm '${fleeting}'; exec ${ffmpegPath} "$@"`);
  expect((await refusal(folder, fleeting, { ffmpegPath: ffmpeg })).code).toBe("file_not_found");
});

describe("no room", () => {
  const full = join(folder, "full");
  mkdirSync(full);
  const mounted = !execaSync("mount", ["-t", "tmpfs", "-o", "size=100k", "tmpfs", full], { reject: false }).failed;
  afterAll(() => {
    if (mounted) execaSync("umount", [full]);
    rmSync(full, { recursive: true, force: true });
  });

  it.skipIf(!mounted)("on the disk is said, and leaves nothing half written", async () => {
    const output = join(full, "sound.wav");
    const work = converter(folder).convert(wav, output, "the name", new AbortController().signal);
    await expect(work).rejects.toMatchObject({ code: "disk_full", facts: { path: output } });
    expect(existsSync(`${output}.part`)).toBe(false);
    expect(existsSync(output)).toBe(false);
  });

  it("for more than any sound that is taken is the file's own fault", async () => {
    const floods = script(folder, "floods", `for last; do :; done\nexec head -c 99999999 /dev/zero > "\${last#file:}"`);
    expect((await refusal(folder, wav, { ffmpegPath: floods })).code).toBe("damaged");
  });

  it("for a file of that size is said", async () => {
    const limited = script(folder, "limited", `ulimit -f 100; exec ${ffmpegPath} "$@"`);
    expect((await refusal(folder, wav, { ffmpegPath: limited })).code).toBe("disk_full");
  });
});

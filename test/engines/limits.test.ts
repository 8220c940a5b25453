import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isNotStarted, limitedTo } from "../../src/engines/process/limits.js";
import { run } from "../../src/engines/process/subprocess.js";
import { convert, ffmpegPath, make, refusal, script, testFolder } from "./ffmpeg-files.js";
import { leaveNoProcess } from "./subprocess-left.js";

const folder = testFolder();
const wav = make(folder, "tone.wav", "sine=duration=2");
leaveNoProcess();

const words = await limitedTo({ memory: 100_000_000, file: 1_000_000, seconds: 1.5 });

describe.skipIf(words.length === 0)("a limited program", () => {
  async function limited(shell: string) {
    const [program = "", ...args] = [...words, "sh", "-c", shell];
    return run(program, args, { cwd: folder, timeoutMs: 20_000, signal: new AbortController().signal });
  }

  it("does not get more memory", async () => {
    expect(await limited("head -c 300000000 /dev/zero | tail -n 1")).toMatchObject({
      stderr: expect.stringMatching(/memory exhausted/),
    });
  });

  it("writes no larger file", async () => {
    expect(await limited("head -c 2000000 /dev/zero > large; wc -c < large")).toMatchObject({ stdout: "1000000" });
  });

  it("computes no longer", async () => {
    expect(await limited("while :; do :; done")).toMatchObject({ signal: "SIGXCPU" });
  });

  it("opens few files, and leaves no core", async () => {
    expect(await limited("ulimit -n; ulimit -c")).toMatchObject({ stdout: "64\n0" });
  });

  it("that is not there is known from one that failed", async () => {
    const [program = "", ...args] = [...words, "/nowhere/at-all"];
    const ending = await run(program, args, { cwd: folder, timeoutMs: 5000, signal: new AbortController().signal });
    expect(ending.kind === "ended" && isNotStarted(ending.exitCode, ending.stderr)).toBe(true);
    expect(isNotStarted(127, "sh: 1: x: not found")).toBe(false);
  });

  it("is what ffprobe and ffmpeg are", async () => {
    const seen = join(folder, "seen");
    const told = (program: string) => script(folder, `told-${program}`, `ulimit -d >> ${seen}; exec ${program} "$@"`);
    await convert(folder, wav, { ffmpegPath: told(ffmpegPath), ffprobePath: told("ffprobe") });
    const ending = await run("cat", [seen], { cwd: folder, timeoutMs: 5000, signal: new AbortController().signal });
    expect(ending).toMatchObject({ stdout: "524288\n524288" });
  });

  it("an ffmpeg that computes for too long took too long", async () => {
    const ffmpeg = script(folder, "burns", "kill -XCPU $$");
    expect(await refusal(folder, wav, { ffmpegPath: ffmpeg })).toMatchObject({ code: "conversion_timeout" });
  });
});

import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa, execaSync } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { converter, ffmpegPath, ffprobePath, script, testFolder } from "../engines/ffmpeg-files.js";
import { holdsCanary, Trap } from "./canary.js";
import { corpus, write } from "./corpus.js";

const folder = testFolder();
const inputs = join(folder, "in");
mkdirSync(inputs);
const trap = await Trap.set(inputs);
afterAll(() => trap.close());

const kinds = corpus(join(folder, "parts"), trap);
const pointing = [...(kinds["a playlist or script"] ?? []), ...(kinds["a container that lies"] ?? [])];
for (const file of pointing) write(inputs, file);

/** ffmpeg as anybody would call it. */
async function plain(...args: string[]): Promise<string> {
  const output = join(folder, "plain.wav");
  rmSync(output, { force: true });
  await execa(ffmpegPath, ["-v", "error", "-y", ...args, "-ac", "1", "-ar", "16000", output], { reject: false });
  return output;
}

describe("without the white lists these files do what they were made for:", () => {
  it.each([
    ["concat-near.ogg", []],
    ["hls-near.m3u8", ["-allowed_extensions", "ALL"]],
    ["elsewhere-alias.mov", ["-enable_drefs", "1", "-use_absolute_path", "1"]],
  ])("%s makes ffmpeg read the canary", async (name, options) => {
    expect(await holdsCanary(await plain(...options, "-i", join(inputs, name)))).toBe(true);
  });

  it("hls-http.m3u8 makes it call the server", async () => {
    const options = ["-protocol_whitelist", "file,http,tcp", "-allowed_extensions", "ALL"];
    await plain(...options, "-i", join(inputs, "hls-http.m3u8"));
    expect(trap.calls).toBeGreaterThan(0);
  });
});

const traced = !execaSync("strace", ["-f", "-e", "trace=network", "true"], { reject: false }).failed;

describe.skipIf(!traced)("seen from the kernel, neither ffprobe nor ffmpeg opens a socket or another file:", () => {
  const log = join(folder, "calls");
  const watched = (program: string) =>
    script(
      folder,
      `watched-${program.replaceAll("/", "-")}`,
      `exec strace -f -A -e trace=%network,%file -o '${log}' ${program} "$@"`,
    );
  const options = { ffmpegPath: watched(ffmpegPath), ffprobePath: watched(ffprobePath) };

  it.each(pointing)("$name", async ({ name }) => {
    rmSync(log, { force: true });
    const output = join(folder, "out.wav");
    const work = converter(folder, options).convert(join(inputs, name), output, "x", new AbortController().signal);
    await work.catch(() => undefined);
    expect(existsSync(log)).toBe(true);
    const calls = readFileSync(log, "utf8").split("\n");
    expect(calls.filter((call) => call.includes(name) && call.includes("openat")).length).toBeGreaterThan(0);
    expect(calls.filter((call) => /(socket|connect|bind|sendto)\(|canary/.test(call))).toEqual([]);
  });
});

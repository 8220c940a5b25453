import { resolve } from "node:path";
import { expect, it } from "vitest";
import { settingsFrom } from "../../src/config/index.js";

it("a path to a program means the same in whatever folder the program is started", () => {
  const programs = {
    FFMPEG_PATH: "tools/ffmpeg",
    FFPROBE_PATH: "./ffprobe",
    CATAT_WHISPER_SERVER: "../whisper-server",
  };
  expect(settingsFrom(programs)).toMatchObject({
    ffmpegPath: resolve("tools/ffmpeg"),
    ffprobePath: resolve("ffprobe"),
    speech: { binary: resolve("../whisper-server") },
  });
});

it("a program that is named without a folder is looked for on the PATH", () => {
  expect(settingsFrom({ FFMPEG_PATH: "ffmpeg7" })).toMatchObject({ ffmpegPath: "ffmpeg7", ffprobePath: "ffprobe" });
});

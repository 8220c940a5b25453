import { describe, expect, it } from "vitest";
import { nodeProblem } from "../../scripts/setup/node-version.mjs";
import { demoArguments } from "../../scripts/setup/run-demo.mjs";
import { cmakePercent, duration, nextMark } from "../../scripts/setup/say.mjs";
import { installSentence } from "../../scripts/setup/tools.mjs";

describe("Node", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.11.1"])("%s will do", (version) => {
    expect(nodeProblem(version, "linux")).toBeUndefined();
  });

  it.each(["12.22.0", "18.20.8", "20.18.3"])("%s is too old, and one sentence says so", (version) => {
    expect(nodeProblem(version, "linux")).toMatch(/^Catat needs Node 20\.19 or newer, and this is .*\.$/);
  });

  it("on Windows is sent to WSL", () => {
    expect(nodeProblem("24.0.0", "win32")).toContain("WSL");
  });
});

describe("the sentence on what to install", () => {
  const names = ["ffmpeg", "cmake", "make", "a C++ compiler"];

  it("gives the command for Debian and Ubuntu", () => {
    expect(installSentence(names, "to read recordings", "apt")).toBe(
      "Please install ffmpeg, cmake, make and a C++ compiler (to read recordings), then run the same command again: " +
        "sudo apt-get install ffmpeg cmake make g++",
    );
  });

  it("gives the commands for macOS, where Xcode's tools bring make and the compiler", () => {
    expect(installSentence(names, "why", "macos")).toMatch(/: xcode-select --install && brew install ffmpeg cmake$/);
    expect(installSentence(["ffmpeg"], "why", "macos")).toMatch(/: brew install ffmpeg$/);
  });

  it("names the tools on any other system", () => {
    expect(installSentence(["ffmpeg", "make"], "why", "other")).toContain("your system's package manager");
  });
});

describe("progress", () => {
  it.each([
    ["[  5%] Building C object ggml/src/ggml.c.o", 5],
    ["[ 42%] Building CXX object src/whisper.cpp.o", 42],
    ["[100%] Built target whisper-server", 100],
    ["-- The C compiler identification is GNU 12.2.0", undefined],
    ["warning: a[42%] is odd", undefined],
  ])("of %s is %s", (line, percent) => {
    expect(cmakePercent(line)).toBe(percent);
  });

  it("gets a line for each ten per cent, also where some are skipped", () => {
    expect([10, 11, 19, 20, 47, 100].map(nextMark)).toEqual([20, 20, 20, 30, 50, 110]);
  });

  it("is given in minutes and seconds", () => {
    expect([400, 8_000, 59_400, 65_000, 600_000].map(duration)).toEqual([
      "under a second",
      "8 s",
      "59 s",
      "1 min 05 s",
      "10 min 00 s",
    ]);
  });
});

it("the demo asks for both demonstration models by name", () => {
  const command = demoArguments().join(" ");
  expect(command).toContain("--extractor embedded --whisper-model demo");
  expect(command).toContain("--expected models/demo/recordings/expected.json --output report.csv");
});

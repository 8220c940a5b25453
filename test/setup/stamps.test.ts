import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { instructionSets } from "../../scripts/setup/cpu.mjs";
import { headerVersion, neededPackages, recordMatches } from "../../scripts/setup/packages.mjs";
import { hashOf, readStamp, stampMatches, writeStamp } from "../../scripts/setup/stamp.mjs";
import { findCommand } from "../../scripts/setup/tools.mjs";
import { projectVersion } from "../../scripts/setup/whisper.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-setup-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a stamp", () => {
  it("is read back as it was written", () => {
    const file = join(folder, "stamp.json");
    writeStamp(file, { abi: "115", options: ["-a", "-b"] });
    expect(readStamp(file)).toEqual({ abi: "115", options: ["-a", "-b"] });
  });

  it.each(["", "{", "null", "3"])("that holds %j counts as none", (text) => {
    const file = join(folder, "stamp.json");
    writeFileSync(file, text);
    expect(readStamp(file)).toBeUndefined();
    expect(readStamp(join(folder, "absent.json"))).toBeUndefined();
  });

  it("fits when all that is wanted is in it, whatever else it says", () => {
    const stamp = { whisper: "1.9.1", cpu: "one", options: ["-a"], built: "more" };
    expect(stampMatches(stamp, { whisper: "1.9.1", cpu: "one", options: ["-a"] })).toBe(true);
  });

  it.each([{ whisper: "1.9.2" }, { cpu: "another" }, { options: ["-a", "-b"] }, { added: true }])(
    "does not fit when %j is wanted",
    (wanted) => {
      expect(stampMatches({ whisper: "1.9.1", cpu: "one", options: ["-a"] }, wanted)).toBe(false);
      expect(stampMatches(undefined, wanted)).toBe(false);
    },
  );
});

describe("the hash of the sources", () => {
  const hash = () => hashOf(folder, [join(folder, "src"), join(folder, "tsconfig.json")]);

  beforeEach(() => {
    mkdirSync(join(folder, "src", "cli"), { recursive: true });
    writeFileSync(join(folder, "src", "cli", "a.ts"), "a");
    writeFileSync(join(folder, "tsconfig.json"), "{}");
  });

  it("changes with a file's content, with its name, and with a new file", () => {
    const hashes = [hash()];
    writeFileSync(join(folder, "src", "cli", "a.ts"), "b");
    hashes.push(hash());
    renameSync(join(folder, "src", "cli", "a.ts"), join(folder, "src", "a.ts"));
    hashes.push(hash());
    writeFileSync(join(folder, "src", "c.ts"), "");
    hashes.push(hash());
    expect(new Set(hashes).size).toBe(4);
  });

  it("does not change when files are only written again", () => {
    const before = hash();
    writeFileSync(join(folder, "src", "cli", "a.ts"), "a");
    expect(hash()).toBe(before);
  });
});

describe("node_modules", () => {
  const linux = { platform: "linux", arch: "x64", libc: "glibc" };
  const lock = {
    packages: {
      "": { optionalDependencies: { "node-llama-cpp": "3.21.1" } },
      "node_modules/zod": { version: "4.6.7" },
      "node_modules/node-llama-cpp": { version: "3.21.1", optional: true },
      "node_modules/@x/linux-x64": { version: "1.0.0", optional: true, os: ["linux"], cpu: ["x64"], libc: ["glibc"] },
      "node_modules/@x/linux-x64-musl": { version: "1.0.0", optional: true, os: ["linux"], libc: ["musl"] },
      "node_modules/@x/linux-x64-cuda": { version: "1.0.0", optional: true, os: ["none"], cpu: ["x64"] },
      "node_modules/@x/darwin-arm64": { version: "1.0.0", optional: true, os: ["darwin"], cpu: ["arm64"] },
      "node_modules/wanted-by-an-optional-one": { version: "1.0.0", optional: true },
    },
  };

  it("needs what is not optional, what Catat asks for, and the binaries for this machine", () => {
    expect(neededPackages(lock, linux)).toEqual([
      "node_modules/zod",
      "node_modules/node-llama-cpp",
      "node_modules/@x/linux-x64",
    ]);
    const mac = { platform: "darwin", arch: "arm64", libc: "musl" };
    expect(neededPackages(lock, mac)).toContain("node_modules/@x/darwin-arm64");
  });

  it("installed by hand is taken as it is only in the lock file's versions", () => {
    const { "node_modules/zod": zod, ...others } = lock.packages;
    expect(recordMatches(lock, lock, linux)).toBe(true);
    expect(recordMatches(lock, { packages: others }, linux)).toBe(false);
    const older = { packages: { ...others, "node_modules/zod": { ...zod, version: "4.0.0" } } };
    expect(recordMatches(lock, older, linux)).toBe(false);
  });
});

it("Node's headers are used only when they are this Node's", () => {
  const header = "#define NODE_MAJOR_VERSION 20\n#define NODE_MINOR_VERSION 20\n#define NODE_PATCH_VERSION 2\n";
  expect(headerVersion(header)).toBe("20.20.2");
  expect(headerVersion("")).not.toMatch(/\d/);
});

it("whisper.cpp's version is read from its CMakeLists.txt", () => {
  expect(projectVersion('cmake_minimum_required(VERSION 3.5)\nproject("whisper.cpp" VERSION 1.9.1)\n')).toBe("1.9.1");
  expect(projectVersion("nothing of the kind")).toBe("unknown");
});

describe("the instruction sets of a CPU", () => {
  it("are the ones that compilers use, in one order", () => {
    const before = "processor\t: 0\nflags\t\t: fpu sse2 pti avx2 amx_tile sse\nbogomips\t: 1\n";
    const otherKernel = "processor\t: 0\nflags\t\t: avx2 fpu sse sse2 ibrs_enhanced\n";
    expect(instructionSets(before)).toEqual(["avx2", "sse", "sse2"]);
    expect(instructionSets(otherKernel)).toEqual(instructionSets(before));
  });

  it("are found on ARM, and where nothing is known there are none", () => {
    expect(instructionSets("Features\t: fp asimd sve\n")).toEqual(["asimd", "fp", "sve"]);
    expect(instructionSets("")).toEqual([]);
  });
});

describe("a program", () => {
  it("is found where it may be run, not where a file or a folder only has its name", () => {
    const [plain, dir, bin] = ["plain", "dir", "bin"].map((name) => join(folder, name)) as [string, string, string];
    for (const place of [plain, join(dir, "ffmpeg"), bin]) mkdirSync(place, { recursive: true });
    writeFileSync(join(plain, "ffmpeg"), "", { mode: 0o644 });
    writeFileSync(join(bin, "ffmpeg"), "");
    chmodSync(join(bin, "ffmpeg"), 0o755);
    const path = [plain, dir, bin].join(delimiter);
    expect(findCommand(["avconv", "ffmpeg"], path)).toBe(join(bin, "ffmpeg"));
    expect(findCommand(["ffprobe"], path)).toBeUndefined();
  });
});

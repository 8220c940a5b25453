import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { trimLock } from "../../scripts/trim-lock.mjs";

const lockFile = () => JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));
const binary = (name: string) => `node_modules/@node-llama-cpp/${name}`;

describe("package-lock.json", () => {
  it("is trimmed: after a change of the dependencies, run node scripts/trim-lock.mjs", () => {
    expect(trimLock(lockFile())).toEqual(lockFile());
  });

  it("installs no CUDA or Vulkan binary anywhere", () => {
    const names = Object.keys(lockFile().packages).filter((path) => /cuda|vulkan/.test(path));
    expect(names.length).toBeGreaterThan(0);
    expect(names.map((path) => lockFile().packages[path].os)).toEqual(names.map(() => ["none"]));
  });

  it("installs one language model binary on an x64 Linux", () => {
    const fits = Object.entries<{ os?: string[]; cpu?: string[] }>(lockFile().packages).filter(
      ([path, { os, cpu }]) => path.includes("/@node-llama-cpp/") && os?.includes("linux") && cpu?.includes("x64"),
    );
    expect(fits.map(([path]) => path)).toEqual([binary("linux-x64")]);
  });

  it("names no download address", () => {
    const addresses = Object.values<{ resolved?: string }>(lockFile().packages).flatMap(
      ({ resolved }) => resolved ?? [],
    );
    expect(addresses).toEqual([]);
  });
});

describe("trimming a lock file", () => {
  const lock = {
    name: "catat",
    packages: {
      [binary("linux-x64")]: { os: ["linux"], cpu: ["x64"] },
      [binary("linux-x64-cuda-ext")]: { os: ["linux"], cpu: ["x64"] },
      [binary("linux-armv7l")]: { os: ["linux"], cpu: ["arm", "x64"] },
      [binary("mac-arm64-metal")]: { os: ["darwin"], cpu: ["arm64", "x64"] },
      "node_modules/zod": { resolved: "https://example.org/zod.tgz" },
      "packages/own": { resolved: "packages/own", cpu: ["x64", "arm64"] },
    },
  };

  it("keeps GPU binaries from every machine, and other binaries from all but their own", () => {
    expect(trimLock(lock)).toEqual({
      name: "catat",
      packages: {
        [binary("linux-x64")]: { os: ["linux"], cpu: ["x64"] },
        [binary("linux-x64-cuda-ext")]: { os: ["none"], cpu: ["x64"] },
        [binary("linux-armv7l")]: { os: ["linux"], cpu: ["arm"] },
        [binary("mac-arm64-metal")]: { os: ["darwin"], cpu: ["arm64"] },
        "node_modules/zod": {},
        "packages/own": { resolved: "packages/own", cpu: ["x64", "arm64"] },
      },
    });
  });

  it("changes nothing the second time", () => {
    expect(trimLock(trimLock(lock))).toEqual(trimLock(lock));
  });
});

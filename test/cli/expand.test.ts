import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { expand, requireSources } from "../../src/cli/input/expand.js";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-expand-"));
});
afterEach(() => {
  // Node cannot remove a folder whose path is longer than the kernel takes.
  execFileSync("rm", ["-rf", folder]);
});

function put(...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
}

/** A folder at a path that is too long to be opened, by root either. */
function buried(): void {
  const code = `
    const { mkdirSync, writeFileSync } = require("node:fs");
    for (let i = 0; i < 20; i++) {
      mkdirSync("d".repeat(250), { recursive: true });
      process.chdir("d".repeat(250));
    }
    writeFileSync("9.mp3", "");`;
  execFileSync(process.execPath, ["-e", code], { cwd: folder });
}

it("what a person, another system or a network disk has deleted or hidden is passed over, and counted", async () => {
  put(
    "1.mp3",
    "pasar/2.mp3",
    ".Trash-1000/files/2.mp3",
    "pasar/.stversions/1.mp3",
    "._1.mp3",
    ".Trash-1000/info/2.txt",
  );
  put("$RECYCLE.BIN/S-1-5-21/$R2.mp3", "#recycle/3.mp3", "@eaDir/1.mp3/SYNO.mp3");
  const { sources, hidden } = await expand([folder]);
  expect(sources.map(({ source }) => source)).toEqual([join(folder, "1.mp3"), join(folder, "pasar/2.mp3")]);
  expect(hidden).toBe(6);
});

it("a hidden folder that is named itself is read", async () => {
  put(".rekaman/1.mp3", ".rekaman/.2.mp3");
  const { sources, hidden } = await expand([join(folder, ".rekaman")]);
  expect([sources.map(({ name }) => name), hidden]).toEqual([["1.mp3"], 1]);
});

it("a folder that cannot be opened is named, and the recordings beside it go on", async () => {
  put("1.mp3", "z/2.mp3");
  buried();
  const expanded = await expand([folder]);
  expect(expanded.sources.map(({ name }) => name)).toEqual(["1.mp3", "2.mp3"]);
  expect(expanded.unreadable).toMatchObject([{ code: "folder_not_readable", facts: { reason: "ENAMETOOLONG" } }]);
  expect(() => requireSources(expanded)).not.toThrow();
});

it("where nothing but a folder that cannot be opened was found, that is what is wrong", async () => {
  buried();
  const expanded = await expand([folder]);
  expect(() => requireSources(expanded)).toThrow(expect.objectContaining({ code: "folder_not_readable" }));
});

it.skipIf(process.getuid?.() === 0)("a folder without permission, as lost+found, is named", async () => {
  put("1.mp3", "lost+found/2.mp3");
  chmodSync(join(folder, "lost+found"), 0);
  const { sources, unreadable } = await expand([folder]);
  chmodSync(join(folder, "lost+found"), 0o700);
  expect([sources.length, unreadable[0]?.facts]).toEqual([1, { folder: join(folder, "lost+found"), reason: "EACCES" }]);
});

import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { Catat, recordings } from "./catat.js";

const catat = new Catat();
// Node cannot remove a folder whose path is longer than the kernel takes.
afterAll(() => execFileSync("rm", ["-rf", catat.folder]));

it("what is passed over in a folder, and what of it cannot be read, is said before anything is worked on", async () => {
  for (const name of ["usb/1.ogg", "usb/.Trash-1000/files/2.ogg", "usb/.Trash-1000/files/3.ogg"]) {
    mkdirSync(dirname(catat.path(name)), { recursive: true });
    copyFileSync(join(recordings, "10.ogg"), catat.path(name));
  }
  const code = `for (let i = 0; i < 20; i++) {
    require("node:fs").mkdirSync("d".repeat(250));
    process.chdir("d".repeat(250));
  }`;
  execFileSync(process.execPath, ["-e", code], { cwd: catat.path("usb") });
  const noModel = { CATAT_WHISPER_MODEL: "/no/model.bin", CATAT_EXTRACTOR: "embedded" };
  const [english, indonesian] = [
    await catat.run(["process", "usb"], noModel),
    await catat.run(["process", "usb", "--lang", "id"], noModel),
  ];
  expect(english.err).toContain("Passed over: 2 hidden recordings, deleted ones for instance.\n");
  expect(english.err).toMatch(/The folder usb\S+ cannot be read \(ENAMETOOLONG\), so what is in it is left out/);
  expect(english.err).toContain("The speech model /no/model.bin is missing");
  expect(indonesian.err).toContain("Dilewati: 2 rekaman tersembunyi, misalnya yang sudah dibuang.\n");
  expect(indonesian.err).toMatch(/Folder usb\S+ tidak bisa dibaca \(ENAMETOOLONG\)/);
});

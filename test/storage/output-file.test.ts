import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archivePlace, requireOutput, writeOutput } from "../../src/storage/files/output-file.js";

let folder: string;
let data: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-output-"));
  data = join(folder, "data");
  mkdirSync(data);
  writeFileSync(join(data, "catat.db"), "database");
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);
const write = (path: string, text = "rows") => writeOutput(path, text, 0o644, data);

describe("a file that is written for a person", () => {
  it("takes a regular one's place in one step, where a link leads to, and the link stays", async () => {
    mkdirSync(at("far"));
    writeFileSync(at("far/out.csv"), "old");
    const before = statSync(at("far/out.csv")).ino;
    symlinkSync("far/out.csv", at("first.csv"));
    symlinkSync("first.csv", at("second.csv"));
    await write(at("second.csv"));
    expect(lstatSync(at("second.csv")).isSymbolicLink()).toBe(true);
    expect(readFileSync(at("far/out.csv"), "utf8")).toBe("rows");
    expect(statSync(at("far/out.csv")).ino).not.toBe(before);
    expect(readdirSync(at("far"))).toEqual(["out.csv"]);
  });

  it("is made where a link leads to that leads nowhere yet", async () => {
    symlinkSync(at("later.csv"), at("link.csv"));
    await write(at("link.csv"));
    expect(readFileSync(at("later.csv"), "utf8")).toBe("rows");
  });

  it("goes into a pipe, also one that somebody reads only later, and the pipe stays", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    const text = "kata ".repeat(100_000);
    const written = write(at("pipe"), text);
    const reader = spawn("cat", [at("pipe")]);
    let read = "";
    reader.stdout.on("data", (chunk) => {
      read += chunk;
    });
    await Promise.all([written, once(reader, "close")]);
    expect(read).toBe(text);
    expect(lstatSync(at("pipe")).isFIFO()).toBe(true);
  });

  it("goes through a descriptor as it is open: what was appended to is appended to", async () => {
    writeFileSync(at("log"), "before ");
    const descriptor = openSync(at("log"), "a");
    await write(`/dev/fd/${descriptor}`);
    closeSync(descriptor);
    expect(readFileSync(at("log"), "utf8")).toBe("before rows");
  });

  it.skipIf(!mayMakeDevices())("goes into a device, which stays one", async () => {
    execFileSync("mknod", [at("null"), "c", "1", "3"]);
    await write(at("null"));
    expect(lstatSync(at("null")).isCharacterDevice()).toBe(true);
  });

  it("is refused where it would take the place of what is in the data folder, by whatever name", async () => {
    symlinkSync(data, at("link"));
    symlinkSync(join(data, "catat.db"), at("db.csv"));
    const descriptor = openSync(join(data, "catat.db"), "r+");
    for (const path of [
      join(data, "catat.db"),
      join(data, "new.csv"),
      at("link/catat.log"),
      at("db.csv"),
      `/dev/fd/${descriptor}`,
    ]) {
      await expect(write(path), path).rejects.toMatchObject({ code: "output_inside" });
      await expect(requireOutput(path, data), path).rejects.toMatchObject({ code: "output_inside" });
    }
    closeSync(descriptor);
    expect(readFileSync(join(data, "catat.db"), "utf8")).toBe("database");
    expect(readdirSync(data)).toEqual(["catat.db"]);
  });

  it("is refused where a folder is, or the folder for it is not, or links lead round", async () => {
    symlinkSync("round", at("round"));
    const reasons = { [folder]: "EISDIR", [at("none/out.csv")]: "ENOENT", [at("round")]: "ELOOP" };
    for (const [path, reason] of Object.entries(reasons))
      await expect(requireOutput(path, data)).rejects.toMatchObject({ code: "path_not_writable", facts: { reason } });
  });
});

describe("a backup", () => {
  it("does not take the place of a pipe or device, nor of what a link into the data folder leads to", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync(data, at("link"));
    await expect(archivePlace(at("pipe"), data)).rejects.toMatchObject({ code: "path_not_writable" });
    await expect(archivePlace(at("link/catat.tar"), data)).rejects.toMatchObject({ code: "backup_inside" });
    expect(await archivePlace(at("catat.tar"), data)).toBe(at("catat.tar"));
  });
});

/** Only root may, and not in every container. */
function mayMakeDevices(): boolean {
  const path = mkdtempSync(join(tmpdir(), "catat-device-"));
  try {
    execFileSync("mknod", [join(path, "null"), "c", "1", "3"], { stdio: "ignore" });
    writeFileSync(join(path, "null"), "");
    return true;
  } catch {
    return false;
  } finally {
    rmSync(path, { recursive: true });
  }
}

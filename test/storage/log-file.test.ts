import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { logFile } from "../../src/storage/files/log-file.js";
import { Catat } from "../e2e/catat.js";

const most = 10_000_000;
const lineBytes = 1000;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-log-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const logs = () => readdirSync(folder).filter((name) => name.startsWith("catat.log"));
const sizeOf = (name: string) => statSync(join(folder, name)).size;
const line = (text: string) => `${text.padEnd(lineBytes - 1, ".")}\n`;

/** A process that writes so many lines, each with its own number. */
async function writer(name: string, lines: number): Promise<void> {
  const code = `
    const { logFile } = await import(process.argv[1] + "storage/files/log-file.js");
    const [folder, name, lines, bytes] = process.argv.slice(2);
    const log = logFile(folder + "/catat.log", folder);
    for (let n = 0; n < lines; n++) log.write((name + n).padEnd(bytes - 1, ".") + "\\n");`;
  const built = new URL("../../dist/", import.meta.url).href;
  const given = [built, folder, name, String(lines), String(lineBytes)];
  const child = spawn(process.execPath, ["--input-type=module", "-e", code, ...given], { stdio: "inherit" });
  expect(await once(child, "close")).toEqual([0, null]);
}

it("a log that is full is put aside while several processes write it: no line is lost or torn", async () => {
  const [writers, lines] = [["a", "b", "c"], 8000];
  await Promise.all(writers.map((name) => writer(name, lines)));
  expect(logs()).toEqual(["catat.log", "catat.log.1", "catat.log.2"]);
  for (const name of logs()) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  for (const name of ["catat.log.1", "catat.log.2"]) expect(sizeOf(name)).toBeGreaterThan(most);
  const written = logs().flatMap((name) => readFileSync(join(folder, name), "utf8").trimEnd().split("\n"));
  const due = writers.flatMap((name) => Array.from({ length: lines }, (_, n) => line(`${name}${n}`).trimEnd()));
  expect(written.sort()).toEqual(due.sort());
});

it("three logs are kept beside the present one, the newest first", () => {
  const log = logFile(join(folder, "catat.log"), folder);
  for (let n = 1; n <= 5; n++) {
    appendFileSync(join(folder, "catat.log"), line(`full ${n}`).repeat(most / lineBytes));
    log.write(line(`over ${n}`));
  }
  expect(logs()).toEqual(["catat.log", "catat.log.1", "catat.log.2", "catat.log.3"]);
  const begins = (name: string) => readFileSync(join(folder, name), "utf8").slice(0, 6);
  expect(logs().map(begins)).toEqual(["over 5", "over 4", "over 3", "over 2"]);
});

it("a log that somebody else moved away or removed is begun anew", () => {
  const path = join(folder, "catat.log");
  const log = logFile(path, folder);
  log.write("one\n");
  rmSync(path);
  log.write("two\n");
  expect(readFileSync(path, "utf8")).toBe("two\n");
});

it("a log that cannot be put aside is written on", () => {
  const path = join(folder, "catat.log");
  const log = logFile(path, folder);
  appendFileSync(path, line("full").repeat(most / lineBytes + 1));
  mkdirSync(`${path}.1`);
  mkdirSync(join(`${path}.2`, "in the way"), { recursive: true });
  log.write("still written\n");
  expect(readFileSync(path, "utf8").endsWith("still written\n")).toBe(true);
});

it("catat puts its log aside", async () => {
  const catat = new Catat();
  try {
    mkdirSync(catat.path("data/tmp"), { recursive: true });
    appendFileSync(catat.path("data/catat.log"), line("full").repeat(most / lineBytes + 1));
    appendFileSync(
      catat.path("data/tmp/00000000-0000-4000-8000-000000000000.1-aaaaaaaa"),
      "left behind, which is logged",
    );
    expect((await catat.run(["resume"])).code).toBe(0);
    expect(readFileSync(catat.path("data/catat.log"), "utf8").trimEnd().split("\n")).toHaveLength(1);
    expect(statSync(catat.path("data/catat.log.1")).size).toBeGreaterThan(most);
  } finally {
    catat.remove();
  }
});

import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { appendFileSync, copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Box } from "../storage/box.js";
import { Catat, recordings, root } from "./catat.js";

let catat: Catat;
let csv: string;
beforeEach(async () => {
  catat = new Catat();
  const box = new Box(catat.path("data"));
  await box.report(null, ["succeeds"]);
  box.close();
  await catat.run(["export", "1", "-o", "right.csv"]);
  csv = readFileSync(catat.path("right.csv"), "utf8");
});
afterEach(() => catat.remove());

/** What a shell makes of a line that ends in how standard output is led on. */
async function inShell(rest: string): Promise<string> {
  const command = `"${process.execPath}" "${join(root, "dist/main.js")}" export 1 -o /dev/stdout ${rest}`;
  const env = { PATH: process.env.PATH ?? "", HOME: catat.folder, CATAT_DATA_DIR: catat.path("data"), LANG: "C" };
  const child = spawn("sh", ["-c", command], { cwd: catat.folder, env });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  const [code] = await once(child, "close");
  expect(code).toBe(0);
  return out;
}

it("the CSV alone comes out of standard output where that is its file, whatever standard output is", async () => {
  const { code, out, err } = await catat.run(["export", "1", "--output", "/dev/stdout"]);
  expect({ code, out, err }).toEqual({ code: 0, out: csv, err: "Written to /dev/stdout\n" });
  expect(await inShell("| cat")).toBe(csv);
  await inShell("> new.csv");
  expect(readFileSync(catat.path("new.csv"), "utf8")).toBe(csv);
  appendFileSync(catat.path("grown.csv"), "before\n");
  await inShell(">> grown.csv");
  expect(readFileSync(catat.path("grown.csv"), "utf8")).toBe(`before\n${csv}`);
});

it("a report that is gone on with shows its rows beside its file where that is standard output", async () => {
  const box = new Box(catat.path("data"));
  box.db.run("INSERT INTO outputs VALUES (1, '/dev/stdout')");
  box.close();
  const { code, out, err } = await catat.run(["resume", "1"]);
  expect({ code, out }).toEqual({ code: 0, out: csv });
  expect(err).toContain("Report 1 is completed: 1 row");
});

it("a pipe is written into", async () => {
  execFileSync("mkfifo", [catat.path("pipe")]);
  const reader = spawn("cat", [catat.path("pipe")]);
  let read = "";
  reader.stdout.on("data", (chunk) => {
    read += chunk;
  });
  const [ended] = await Promise.all([catat.run(["export", "1", "-o", "pipe"]), once(reader, "close")]);
  expect([ended.code, read]).toEqual([0, csv]);
});

it("the database, the log and all else in the data folder is refused, before anything is worked on", async () => {
  for (const name of ["catat.db", "catat.log", "recordings/x.csv"]) {
    const path = catat.path(`data/${name}`);
    const sentence = `Error: ${path} is inside the data folder ${catat.path("data")}, which nothing else is written into: name another file with --output.\n`;
    expect((await catat.run(["export", "1", "-o", path])).err).toBe(sentence);
    const processed = await catat.run(["process", recordings, "-o", path, "--lang", "id"]);
    expect([processed.code, processed.err]).toEqual([
      1,
      `Kesalahan: ${path} ada di dalam folder data ${catat.path("data")}, yang tidak boleh diisi yang lain: sebutkan berkas lain dengan --output.\n`,
    ]);
  }
  expect((await catat.run(["check"])).out).toContain("1 report checked");
});

it("a recording, a template or the expected rows are not written over", async () => {
  copyFileSync(join(recordings, "10.ogg"), catat.path("a.ogg"));
  writeFileSync(catat.path("said.json"), "[]");
  for (const name of ["a.ogg", "said.json"]) {
    const { code, err } = await catat.run(["process", "a.ogg", "--expected", "said.json", "-o", name]);
    expect([code, err]).toEqual([1, expect.stringContaining(`${name} is read by this command, and would be lost`)]);
  }
});

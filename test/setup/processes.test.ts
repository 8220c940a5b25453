import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { claim, livingClaims, withLock } from "../../scripts/setup/lock.mjs";
import { run, tail } from "../../scripts/setup/run.mjs";
import { descendants, isRunning, processName } from "../../scripts/setup/who.mjs";

const node = process.execPath;
const lockModule = new URL("../../scripts/setup/lock.mjs", import.meta.url).href;
const whoModule = new URL("../../scripts/setup/who.mjs", import.meta.url).href;
const runModule = new URL("../../scripts/setup/run.mjs", import.meta.url).href;
const silent = () => {};

let folder: string;
const started: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-setup-"));
});
afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

function script(source: string) {
  const child = spawn(node, ["--input-type=module", "--eval", source], { stdio: ["ignore", "pipe", "inherit"] });
  started.push(child);
  return child;
}

/** A process that says "in" once it holds the lock, holds it for some time, and says "out". */
function holder(ms: number) {
  return script(`
    import { withLock } from ${JSON.stringify(lockModule)};
    const work = async () => {
      console.log("in");
      await new Promise((resolve) => setTimeout(resolve, ${ms}));
      console.log("out");
    };
    await withLock(${JSON.stringify(folder)}, work, () => {});
  `);
}

async function firstLine(child: ChildProcess) {
  const [data] = await once(child.stdout as NodeJS.ReadableStream, "data");
  return String(data).trim();
}

describe("the lock of a clone", () => {
  it("lets in one process after the other", async () => {
    const lines: string[] = [];
    const children = [holder(150), holder(150), holder(150)];
    for (const child of children) child.stdout?.on("data", (data) => lines.push(...String(data).trim().split("\n")));
    await Promise.all(children.map((child) => once(child, "close")));
    expect(lines).toEqual(["in", "out", "in", "out", "in", "out"]);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is free again at once when its holder is killed", async () => {
    const child = holder(60_000);
    expect(await firstLine(child)).toBe("in");
    expect(livingClaims(folder)).toEqual([child.pid]);
    child.kill("SIGKILL");
    await once(child, "close");
    await withLock(
      folder,
      async () => {},
      () => expect.unreachable(),
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  it("waits for a program that outlives its killed set-up, and says for which", async () => {
    const orphan = script("setTimeout(() => {}, 500)");
    claim(folder, orphan.pid);
    const waitedFor: number[] = [];
    await withLock(
      folder,
      async () => {},
      (pid: number) => waitedFor.push(pid),
    );
    expect(waitedFor).toEqual([orphan.pid]);
    expect(orphan.exitCode).toBe(0);
  });

  it("is not held by a process that only has the id of an earlier one", async () => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${process.ppid}-1-00000000`), "");
    await withLock(
      folder,
      async () => {},
      () => expect.unreachable(),
    );
  });

  const withoutProc = ["--mount", "sh", "-c", 'mount -t tmpfs none /proc && exec "$0" "$@"', node];
  const canHide = spawnSync("unshare", [...withoutProc, "--version"]).status === 0;

  it.skipIf(!canHide)("holds where there is no /proc, and is free again of processes that have ended", async () => {
    const source = `
      import { livingClaims, withLock } from ${JSON.stringify(lockModule)};
      import { descendants } from ${JSON.stringify(whoModule)};
      const work = async () => console.log(JSON.stringify([livingClaims(${JSON.stringify(folder)}), process.pid, descendants(1)]));
      await withLock(${JSON.stringify(folder)}, work, () => {});`;
    writeFileSync(join(folder, `${2 ** 22 + 1}-unknown-0`), "");
    const child = spawn("unshare", [...withoutProc, "--input-type=module", "--eval", source]);
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
    expect(err).toBe("");
    const [claims, pid, family] = JSON.parse(out);
    expect({ claims, family }).toEqual({ claims: [pid], family: [] });
    expect(readdirSync(folder)).toEqual([]);
  });

  it("is free again when the work under it fails", async () => {
    const fails = withLock(folder, () => Promise.reject(new Error("no")), silent);
    await expect(fails).rejects.toThrow("no");
    expect(livingClaims(folder)).toEqual([]);
  });
});

describe("a program that set-up runs", () => {
  it("gives what it printed and how it ended", async () => {
    const result = await run(node, ["--eval", "console.log('one'); console.error('two'); process.exitCode = 3"]);
    expect(result).toMatchObject({ ok: false, how: "exit code 3", signal: null });
    expect(tail(result).sort()).toEqual(["one", "two"]);
  });

  it("that crashed names the signal", async () => {
    const result = await run(node, ["--eval", "process.kill(process.pid, 'SIGSEGV'); setTimeout(() => {}, 1000)"]);
    expect(result).toMatchObject({ ok: false, signal: "SIGSEGV" });
  });

  it("that does not exist is a result too", async () => {
    const result = await run("no-such-program-here", []);
    expect(result).toMatchObject({ ok: false, how: expect.stringContaining("ENOENT") });
  });
});

it("a set-up that is told to stop ends all that it started, also what its programs started", async () => {
  const setup = script(`
    import { run, stopOnSignals } from ${JSON.stringify(runModule)};
    stopOnSignals();
    await run("sh", ["-c", "sleep 60 & sleep 60; true"], { onLine: console.log });
    console.log("not reached");
  `);
  const pid = setup.pid ?? 0;
  while (descendants(pid).length < 3) await sleep(20);
  const family = descendants(pid);
  setup.kill("SIGTERM");
  const [output] = await Promise.all([firstLine(setup), once(setup, "close")]);
  expect(output).toBe("Stopped. The same command goes on from here.");
  expect(setup.exitCode).toBe(143);
  expect(family.filter(isRunning)).toEqual([]);
});

it("a process has a name while it runs", () => {
  expect(processName(process.pid)).toMatch(new RegExp(`^${process.pid}-`));
  expect(processName(2 ** 30)).toBeUndefined();
});

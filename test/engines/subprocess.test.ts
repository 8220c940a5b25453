import { existsSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { dyingWithUs, lentEnvironment, run, start, Tail } from "../../src/engines/process/subprocess.js";
import { children, ends, leaveNoProcess } from "./subprocess-left.js";

const cwd = realpathSync(mkdtempSync(join(tmpdir(), "catat-sub-")));
afterAll(() => rmSync(cwd, { recursive: true }));
leaveNoProcess();

const never = new AbortController().signal;
const options = { cwd, timeoutMs: 5000, signal: never };

describe("running a program", () => {
  it("gives its status and what it said", async () => {
    const ending = await run("sh", ["-c", "pwd; echo oh >&2; exit 3"], options);
    expect(ending).toEqual({ kind: "ended", exitCode: 3, signal: undefined, stdout: cwd, stderr: "oh\n" });
  });

  it("gives the signal that ended it", async () => {
    expect(await run("sh", ["-c", "kill -SEGV $$"], options)).toMatchObject({ kind: "ended", signal: "SIGSEGV" });
  });

  it("ends what the program has started and left behind", async () => {
    const script = "sleep 300 >/dev/null 2>&1 & echo $!; [ $0 = ends ] || kill -9 $$";
    for (const how of ["ends", "is killed"]) {
      const { stdout } = (await run("sh", ["-c", script, how], options)) as { stdout: string };
      expect(stdout).toMatch(/^\d+$/);
      expect(await ends(Number(stdout))).toBe(true);
    }
  });

  it("knows no shell", async () => {
    expect(await run("echo", ["$(touch canary)", "; touch canary"], options)).toMatchObject({
      stdout: "$(touch canary) ; touch canary",
    });
    expect(existsSync(join(cwd, "canary"))).toBe(false);
  });

  it("says where there is none", async () => {
    expect(await run("/nowhere/at-all", [], options)).toMatchObject({ kind: "missing" });
    expect(await run(cwd, [], options)).toMatchObject({ kind: "missing" });
  });

  it("kills what takes too long, though it ignores requests to end", async () => {
    const stubborn = "trap '' TERM INT HUP; while :; do sleep 0.1; done";
    expect(await run("sh", ["-c", stubborn], { ...options, timeoutMs: 300 })).toEqual({ kind: "timeout" });
  });

  it("kills it on abort, and throws the reason", async () => {
    const stop = new AbortController();
    const work = run("sleep", ["60"], { ...options, signal: stop.signal });
    setTimeout(() => stop.abort(new Error("enough")), 50);
    await expect(work).rejects.toThrow("enough");
  });

  it("does not keep a stdout without end", async () => {
    expect(await run("sh", ["-c", "yes"], options)).toMatchObject({ kind: "ended", signal: undefined, stdout: "" });
  });

  it("keeps the end of a long stderr", async () => {
    const ending = await run("sh", ["-c", "head -c 3000000 /dev/zero >&2; echo end >&2"], options);
    expect(ending).toMatchObject({ kind: "ended", exitCode: 0, stderr: expect.stringMatching(/end\n$/) });
    expect((ending as { stderr: string }).stderr.length).toBeLessThan(10_000);
  });
});

it("a program is in a process group of its own, so that Ctrl-C does not reach it", async () => {
  const child = start("sleep", ["60"], { cwd });
  const found = children().find((c) => c.pid === child.pid);
  child.kill("SIGKILL");
  await child;
  expect(found?.group).toBe(child.pid);
});

it("a program is lent what it needs to run, and no secret", () => {
  process.env.TELEGRAM_BOT_TOKEN = "12345:secret";
  process.env.OMP_NUM_THREADS = "2";
  const lent = lentEnvironment();
  delete process.env.TELEGRAM_BOT_TOKEN;
  delete process.env.OMP_NUM_THREADS;
  expect(lent).toMatchObject({ PATH: process.env.PATH, OMP_NUM_THREADS: "2" });
  expect(JSON.stringify(lent)).not.toContain("secret");
});

it("a tail keeps the end", () => {
  const tail = new Tail(10);
  for (const chunk of ["one\ntwo\n", Buffer.from("three\n"), "four\n"]) tail.add(chunk);
  expect(tail.text).toBe("hree\nfour\n");
});

it.skipIf(process.platform !== "linux")("the kernel kills an engine whose starter was killed", async () => {
  const guard = await dyingWithUs();
  expect(guard).not.toEqual([]);
  const [program = "", ...args] = [...guard, "sleep", "60"];
  const code = `const c = require("child_process").spawn(${JSON.stringify(program)}, ${JSON.stringify(args)}, { detached: true, stdio: "ignore" });
    console.log(c.pid); setInterval(() => {}, 1000);`;
  const starter = execa(process.execPath, ["-e", code], { reject: false });
  const pid = await new Promise<number>((resolve) => starter.stdout?.once("data", (d) => resolve(Number(d))));
  starter.kill("SIGKILL");
  await starter;
  expect(await ends(pid)).toBe(true);
});

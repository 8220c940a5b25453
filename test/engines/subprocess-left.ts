import { existsSync, readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { execaSync } from "execa";
import { afterAll, expect } from "vitest";

export interface Process {
  pid: number;
  parent: number;
  group: number;
  state: string;
  command: string;
}

/** A bare Debian has no ps, macOS no /proc. */
export function processes(): Process[] {
  return existsSync("/proc/self/stat") ? fromProc() : fromPs();
}

function fromProc(): Process[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const [, state = "", parent, group] = /\) (\S) (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
      const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ");
      return [{ pid: Number(pid), parent: Number(parent), group: Number(group), state, command }];
    } catch {
      return [];
    }
  });
}

function fromPs(): Process[] {
  const lines = execaSync("ps", ["-A", "-o", "ppid=,pid=,pgid=,stat=,args="]).stdout.split("\n");
  return lines.map((line) => {
    const [parent, pid, group, state = "", ...command] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), group: Number(group), state, command: command.join(" ") };
  });
}

/** Whether it still does something: one that waits to be reaped does not. */
function lives({ state, command }: Process): boolean {
  return !state.startsWith("Z") && !command.startsWith("ps -A");
}

/** The processes that this one started and that still run. */
export function children(): Process[] {
  return processes().filter((p) => p.parent === process.pid && lives(p));
}

/** Whether a process runs. */
export function runs(pid: number): boolean {
  return processes().some((p) => p.pid === pid && lives(p));
}

/** Whether it ends within a few seconds. */
export async function ends(pid: number): Promise<boolean> {
  for (let i = 0; i < 60 && runs(pid); i++) await sleep(50);
  return !runs(pid);
}

/** Fails a test file that leaves a process behind. */
export function leaveNoProcess(): void {
  const before = children().map((c) => c.pid);
  afterAll(() => expect(children().filter((c) => !before.includes(c.pid))).toEqual([]));
}

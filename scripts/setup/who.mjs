import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/**
 * A name for a running process that no later process gets again: its id and the moment it started.
 * @param {number} pid
 * @returns {string | undefined} undefined where no such process runs
 */
export function processName(pid) {
  const start = canTell() ? startOf(pid) : isThere(pid);
  return start === undefined ? undefined : `${pid}-${start}-${bootId()}`;
}

/** @type {boolean | undefined} */
let tells;

/** Whether this system says when a process started: one without /proc (a chroot, a sandbox) or without ps does not. */
function canTell() {
  tells ??= startOf(process.pid) !== undefined;
  return tells;
}

/** @param {number} pid */
function startOf(pid) {
  return process.platform === "linux" ? linuxStat(pid)?.start : psStart(pid);
}

/** @param {number} pid @returns {"unknown" | undefined} what it started at, as far as we know */
function isThere(pid) {
  try {
    process.kill(pid, 0);
    return "unknown";
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === "EPERM" ? "unknown" : undefined;
  }
}

/**
 * All processes that descend from one.
 * @param {number} pid
 * @returns {number[]}
 */
export function descendants(pid) {
  const parents = process.platform === "linux" ? linuxParents() : psParents();
  const found = [pid];
  for (const ancestor of found) {
    for (const [child, parent] of parents) if (parent === ancestor) found.push(child);
  }
  return found.slice(1);
}

/** @param {number} pid */
export function isRunning(pid) {
  return processName(pid) !== undefined;
}

function bootId() {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
  } catch {
    return "0";
  }
}

/**
 * Parent and start time (in ticks since the boot) from /proc. A zombie counts as gone.
 * @param {number} pid
 */
function linuxStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field is the command in brackets, which may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : { parent: Number(fields[1]), start: `${fields[19]}` };
  } catch {
    return undefined;
  }
}

/** @returns {[number, number][]} */
function linuxParents() {
  const pids = canTell() ? readdirSync("/proc").filter((name) => /^\d+$/.test(name)) : [];
  return pids.map((name) => [Number(name), linuxStat(Number(name))?.parent ?? 0]);
}

/** @param {number} pid */
function psStart(pid) {
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], {
    encoding: "utf8",
    env: { ...process.env, LC_ALL: "C" },
  });
  return stdout?.trim().replace(/\W+/g, "_") || undefined;
}

/** @returns {[number, number][]} */
function psParents() {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return (stdout ?? "").split("\n").map((line) => {
    const [pid = 0, parent = 0] = line.trim().split(/\s+/).map(Number);
    return [pid, parent];
  });
}

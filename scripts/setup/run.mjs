import { spawn } from "node:child_process";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { claim } from "./lock.mjs";
import { paths, root } from "./paths.mjs";
import { descendants, isRunning } from "./who.mjs";

const KEPT_LINES = 400;
const TAIL_LINES = 15;
const PATIENCE_MS = 500;

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();
let stopping = false;

/**
 * @typedef {object} Result
 * @property {boolean} ok it ended with exit code 0
 * @property {string} how how it ended: "exit code 2", "signal SIGSEGV", or why it could not be started
 * @property {NodeJS.Signals | null} signal
 * @property {string[]} output the last lines of what it printed
 */

/**
 * Starts a program with no input, outside any shell.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: Record<string, string | undefined>, onLine?: (line: string) => void }} [options]
 */
export function start(command, args, { env, onLine } = {}) {
  const child = spawn(command, args, { cwd: root, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const release = claim(paths.claims, child.pid);
  children.add(child);
  /** @type {string[]} */
  const output = [];
  const keep = (/** @type {string} */ line) => {
    output.push(line);
    if (output.length > KEPT_LINES) output.shift();
    if (!stopping) onLine?.(line);
  };
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on("line", keep);
  /** @type {Promise<Result>} */
  const ended = new Promise((resolve) => {
    const end = (/** @type {string} */ how, /** @type {NodeJS.Signals | null} */ signal = null) => {
      children.delete(child);
      release();
      // What is being stopped has not failed: no one is told how it ended.
      if (!stopping) resolve({ ok: how === "exit code 0", how, signal, output });
    };
    child.once("error", (error) => end(error.message));
    child.once("close", (code, signal) => end(signal ? `signal ${signal}` : `exit code ${code}`, signal));
  });
  return { child, ended };
}

/**
 * Runs a program to its end.
 * @param {Parameters<typeof start>} call
 * @returns {Promise<Result>}
 */
export function run(...call) {
  return start(...call).ended;
}

/** @param {Result} result @returns {string[]} the last lines it printed, for an error message */
export function tail(result) {
  return result.output.filter((line) => line.trim() !== "").slice(-TAIL_LINES);
}

/**
 * From now on Ctrl-C and its like end this process and all that it started.
 * @returns {() => void} ends that
 */
export function stopOnSignals() {
  const signals = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]);
  const onSignal = (/** @type {NodeJS.Signals} */ signal) => {
    const patience = stopping ? 0 : PATIENCE_MS;
    if (!stopping) process.stdout.write("\nStopped. The same command goes on from here.\n");
    stopping = true;
    void stopChildren(patience).finally(() => process.exit(128 + constants.signals[signal]));
  };
  for (const signal of signals) process.on(signal, onSignal);
  return () => {
    for (const signal of signals) process.off(signal, onSignal);
  };
}

/**
 * Ends all running programs and theirs: a build tool ended alone would leave its compilers behind.
 * @param {number} patience in milliseconds, before they are killed
 */
async function stopChildren(patience) {
  const tops = [...children].flatMap((child) => child.pid ?? []);
  const pids = tops.flatMap((pid) => [pid, ...descendants(pid)]);
  const deadline = Date.now() + patience;
  send(pids, "SIGTERM");
  while (pids.some(isRunning) && Date.now() < deadline) await sleep(50);
  send(pids.filter(isRunning), "SIGKILL");
}

/** @param {number[]} pids @param {NodeJS.Signals} signal */
function send(pids, signal) {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // It has ended in the meantime.
    }
  }
}

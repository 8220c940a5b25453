import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { FakeTelegram } from "../fakes/telegram/telegram.js";
import { serviceEnv } from "./bot.js";
import { Catat } from "./catat.js";

/** The processes of one box: `catat serve`, `bot`, `worker` on one data folder, as many as a test wants. */
export class Services {
  readonly catat = new Catat();
  readonly children: ChildProcess[] = [];

  private constructor(readonly telegram: FakeTelegram) {}

  static async open(): Promise<Services> {
    return new Services(await FakeTelegram.start());
  }

  /** Starts one; nothing is waited for. */
  start(command: string, env: Record<string, string> = {}): ChildProcess {
    const child = this.catat.start([command], { ...serviceEnv(this.telegram), ...env });
    child.stdout?.resume();
    child.stderr?.resume();
    this.children.push(child);
    return child;
  }

  /** Starts one, and waits until it says that it takes work. */
  async running(command: string, env: Record<string, string> = {}): Promise<ChildProcess> {
    const child = this.start(command, env);
    let said = "";
    child.stderr?.on("data", (chunk) => {
      said += chunk;
    });
    while (!/listening|worker takes/.test(said)) {
      if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${said}`);
      await once(child.stderr as NonNullable<typeof child.stderr>, "data");
    }
    return child;
  }

  async close(): Promise<void> {
    await Promise.all(this.children.map((child) => ended(child, "SIGKILL")));
    await this.telegram.close();
    this.catat.remove();
  }
}

/** Ends a process by the signal; gives its exit status, or the signal that it died of. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const closed = once(child, "close");
    child.kill(signal);
    await closed;
  }
  return child.exitCode ?? child.signalCode;
}

/** What runs with this home folder: every process that was started there, whoever its parent is now. Linux alone. */
export function processesAt(home: string): string[] {
  return readdirSync("/proc").flatMap((pid) => {
    try {
      const isThere = readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`HOME=${home}`);
      return isThere ? [readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").join(" ")] : [];
    } catch {
      return [];
    }
  });
}

import { type Bar, MultiBar, Presets } from "cli-progress";
import { printable } from "../domain/printable.js";
import type { Recording } from "../domain/recording.js";
import { remainingMs } from "../pipeline/estimate.js";
import { type ReportView, viewReport } from "../pipeline/report-view.js";
import type { JobStore } from "../ports.js";
import type { Io } from "./io.js";
import { outcomeText } from "./outcome.js";

/** Shows the state of a report, as often as it is told. */
interface Display {
  /** A line that stays. */
  line(text: string): void;
  state(view: ReportView, remaining: number | null): void;
  end(): void;
}

const everyMs = 200;

/**
 * Follows a report in the store while `work` runs: a line for each recording when it is final, and between them what is
 * under way. Reads the store alone, as any other reader could.
 */
export async function withProgress<T>(io: Io, store: JobStore, reportId: number, work: () => Promise<T>): Promise<T> {
  const display = io.isTerminal ? barDisplay(io) : lineDisplay(io);
  const shown = new Set<number>();
  const look = async () => {
    const view = await viewReport(store, reportId);
    if (!view) return;
    showFinished(io, view, shown, display);
    const recordings = view.recordings.map((r) => r.recording);
    display.state(view, remainingMs(recordings, await store.pace()));
  };
  let looking = Promise.resolve();
  const timer = setInterval(() => {
    looking = looking.then(look).catch(() => undefined);
  }, everyMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await looking;
    await look().catch(() => undefined);
    display.end();
  }
}

function showFinished(io: Io, view: ReportView, shown: Set<number>, display: Display): void {
  for (const r of view.recordings) {
    const { id, status, name } = r.recording;
    if ((status !== "SUCCEEDED" && status !== "FAILED") || shown.has(id)) continue;
    shown.add(id);
    display.line(`${status === "FAILED" ? "✗" : "✓"} ${printable(name)}  ${outcomeText(io, view, r)}`);
  }
}

function barDisplay(io: Io): Display {
  const bars = new MultiBar(
    { format: "{bar} {value}/{total}  {left}  {doing}", hideCursor: true, clearOnComplete: true, gracefulExit: false },
    Presets.shades_classic,
  );
  let bar: Bar | null = null;
  return {
    line: (text) => bars.log(`${text}\n`),
    state(view, remaining) {
      const recordings = view.recordings.map((r) => r.recording);
      const done = recordings.filter(isFinal).length;
      const payload = { left: leftText(io, remaining), doing: underWay(io, recordings) };
      bar ??= bars.create(recordings.length, done, payload);
      bar.update(done, payload);
    },
    end() {
      bars.update();
      bars.stop();
    },
  };
}

/** For pipes and logs: one line for each change of a recording. */
function lineDisplay(io: Io): Display {
  const last = new Map<number, string>();
  return {
    line: io.err,
    state(view) {
      for (const { recording } of view.recordings) {
        const text = stageText(io, recording);
        if (text && last.get(recording.id) !== text) io.err(`  ${text}`);
        last.set(recording.id, text);
      }
    },
    end: () => undefined,
  };
}

function isFinal(recording: Recording): boolean {
  return recording.status === "SUCCEEDED" || recording.status === "FAILED";
}

function underWay(io: Io, recordings: readonly Recording[]): string {
  return recordings
    .map((r) => stageText(io, r))
    .filter(Boolean)
    .join(" · ");
}

function stageText(io: Io, recording: Recording): string {
  const { name, status, stage, attempts, runAt } = recording;
  if (status === "RUNNING" && stage) return `${printable(name)} ${io.messages.stages[stage]}`;
  const again = status === "QUEUED" && attempts > 0 && runAt > Date.now();
  return again ? `${printable(name)} ${io.messages.cli.retriedLater(attempts)}` : "";
}

function leftText(io: Io, remaining: number | null): string {
  return remaining === null ? io.messages.cli.estimating : io.messages.cli.remaining(remaining / 1000);
}

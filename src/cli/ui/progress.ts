import { isFinal, type Recording } from "../../domain/recording.js";
import type { JobStore } from "../../ports/index.js";
import { remainingMs } from "../../reports/estimate.js";
import { type RecordingView, type ReportView, viewReport } from "../../reports/view.js";
import { printable } from "../../util/printable.js";
import type { Io } from "./io.js";
import { failureText, outcomeText } from "./outcome.js";
import { type Doing, ProgressBar } from "./progress-bar.js";

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
    const { id } = r.recording;
    if (!isFinal(r.recording) || shown.has(id)) continue;
    shown.add(id);
    display.line(finishedLine(io, view, r));
  }
}

function finishedLine(io: Io, view: ReportView, r: RecordingView): string {
  const { name, failure } = r.recording;
  return failure ? `✗ ${failureText(io, name, failure)}` : `✓ ${printable(name)}  ${outcomeText(io, view, r)}`;
}

function barDisplay(io: Io): Display {
  const bar = new ProgressBar();
  return {
    line: (text) => bar.line(text),
    state(view, remaining) {
      const recordings = view.recordings.map((r) => r.recording);
      const doing = recordings.map((r) => doingOf(io, r)).filter((d) => d !== null);
      bar.state({
        done: recordings.filter(isFinal).length,
        total: recordings.length,
        left: leftText(io, remaining),
        doing,
      });
    },
    end: () => bar.end(),
  };
}

/** For pipes and logs: one line for each change of a recording. */
function lineDisplay(io: Io): Display {
  const last = new Map<number, string>();
  return {
    line: io.err,
    state(view) {
      for (const { recording } of view.recordings) {
        const doing = doingOf(io, recording);
        if (doing && last.get(recording.id) !== doing.text) io.err(`  ${doing.name} ${doing.text}`);
        last.set(recording.id, doing?.text ?? "");
      }
    },
    end: () => undefined,
  };
}

function doingOf(io: Io, { name, status, stage, attempts, runAt }: Recording): Doing | null {
  if (status === "RUNNING" && stage) return { name: printable(name), text: io.messages.stages[stage] };
  const again = status === "QUEUED" && attempts > 0 && runAt > Date.now();
  return again ? { name: printable(name), text: io.messages.cli.retriedLater(attempts) } : null;
}

function leftText(io: Io, remaining: number | null): string {
  return remaining === null ? io.messages.cli.estimating : io.messages.cli.remaining(remaining / 1000);
}

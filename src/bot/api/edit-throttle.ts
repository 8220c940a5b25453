import type { StatusMessage } from "../../ports/bot.js";
import type { Refusal } from "./errors.js";
import { isGroup } from "./rate-limit.js";

/** A chat sees one edit in so many milliseconds at most; in a group, half of its pace is left for what is said there. */
const editGapMs = 3000;
const groupEditGapMs = 6000;
const outageMs = 5000;
/** A chat that cannot be written to is tried again after a minute, then less and less often. */
const firstWaitMs = 60_000;
const longestWaitMs = 3_600_000;

/** When a chat may see its next edit, and when each report was shown. */
export class Turns {
  private readonly notBefore = new Map<number, number>();
  private readonly shownAt = new Map<number, number>();
  private readonly refusals = new Map<number, number>();

  readonly mayShow = ({ report }: StatusMessage): boolean =>
    performance.now() >= (this.notBefore.get(report.owner?.chat ?? 0) ?? 0);

  readonly byAge = (a: StatusMessage, b: StatusMessage): number => this.last(a.report.id) - this.last(b.report.id);

  shown({ report }: StatusMessage): void {
    this.shownAt.set(report.id, performance.now());
    if (report.owner) this.wait(report.owner.chat, gapOf(report.owner.chat));
  }

  refused(chat: number, refusal: Refusal): void {
    this.wait(chat, Math.max(gapOf(chat), this.waitMs(chat, refusal)));
  }

  /** Its seller wrote, or a message got through: it can be written to. */
  heard(chat: number): void {
    if (this.refusals.delete(chat)) this.wait(chat, gapOf(chat));
  }

  private waitMs(chat: number, refusal: Refusal): number {
    if (refusal.kind === "unsure") return outageMs;
    if (refusal.kind === "again") return refusal.seconds === null ? outageMs : refusal.seconds * 1000;
    const before = this.refusals.get(chat) ?? 0;
    this.refusals.set(chat, before + 1);
    return Math.min(firstWaitMs * 2 ** before, longestWaitMs);
  }

  private wait(chat: number, ms: number): void {
    this.notBefore.set(chat, performance.now() + ms);
  }

  private last(report: number): number {
    return this.shownAt.get(report) ?? 0;
  }
}

function gapOf(chat: number): number {
  return isGroup(chat) ? groupEditGapMs : editGapMs;
}

import type { Failure } from "../domain/failure.js";
import type { App, Service } from "./app.js";

const beatMs = 15_000;

/** Tells `catat health` that a service lives, and what keeps it from working. */
export class Heart {
  private fault: Failure | null = null;
  private readonly timer = setInterval(() => this.beat(), beatMs);

  constructor(
    private readonly app: App,
    private readonly service: Service,
  ) {
    this.beat();
  }

  /** What keeps the service from working now, or null. */
  set(fault: Failure | null): void {
    const changed = fault?.message !== this.fault?.message;
    this.fault = fault;
    if (changed) this.beat();
  }

  stop(): void {
    clearInterval(this.timer);
    this.tell(() => this.app.tell(this.service, null));
  }

  private beat(): void {
    this.tell(() => this.app.tell(this.service, { at: Date.now(), fault: this.fault?.stored ?? null }));
  }

  /** A full disk must not stop the service: it is silent then, which says as much. */
  private tell(work: () => void): void {
    try {
      work();
    } catch (err) {
      this.app.log.warn({ err, service: this.service }, "health not told");
    }
  }
}

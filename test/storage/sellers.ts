import { Failure } from "../../src/domain/failure.js";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Owner } from "../../src/domain/user.js";
import type { Job, JobStore, Limits, Received } from "../../src/ports/index.js";

export const noLimits: Limits = { recordings: 30, openReports: 9, recordingsPerDay: 999, bytesPerDay: 1e9 };
export const ani = { user: 7_000_000_001, chat: 7_000_000_001 };
export const budi = { user: 2, chat: 2 };
export const broken = new Failure("damaged", { file: "x" });

/** What sellers and their worker do to a store, each message with another sound. */
export class Sellers {
  private messages = 0;

  constructor(private readonly store: JobStore) {}

  receive(owner: Owner = ani, limits: Partial<Limits> = {}, bytes: number | null = 10): Promise<Received> {
    const n = ++this.messages;
    const message = { key: `${n}`, name: `${n}.ogg`, source: `tg${n}`, bytes };
    return this.store.receive(owner, message, drinks, { ...noLimits, ...limits });
  }

  /** An owner's recordings, fetched; gives their report, which is OPEN. */
  async received(owner: Owner, count: number): Promise<number> {
    let id = 0;
    for (let i = 0; i < count; i++) {
      const { recording } = await this.receive(owner);
      const n = this.messages;
      await this.store.fetched(recording.id, { file: `f${n}`, bytes: 10, sha256: `${n}` });
      id = recording.reportId;
    }
    return id;
  }

  async settled(owner: Owner = ani, ending: "succeed" | "fail" = "succeed"): Promise<number> {
    const id = await this.received(owner, 1);
    await this.work(ending);
    await this.store.closeReport(id);
    return id;
  }

  /** A closed report of the command line. */
  async fromCommandLine(count: number): Promise<number> {
    const sources = Array.from({ length: count }, (_, i) => ({ name: `${i}`, source: `/${i}` }));
    const { id } = await this.store.createReport(drinks, {}, sources);
    for (const r of await this.store.recordings(id))
      await this.store.fetched(r.id, { file: r.name, bytes: 1, sha256: r.name });
    await this.store.closeReport(id);
    return id;
  }

  claim(): Promise<Job | null> {
    return this.store.claim({ worker: "w", leaseMs: 1000 });
  }

  /** Takes the next recording and ends it. */
  async work(ending: "succeed" | "fail"): Promise<Job> {
    const job = (await this.claim()) as Job;
    const { recording, token } = job;
    if (ending === "fail") await this.store.fail(recording.id, token, broken, null);
    else await this.store.succeed(recording.id, token, { rows: [], droppedRows: 0 }, {});
    return job;
  }
}

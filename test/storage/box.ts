import { join } from "node:path";
import { drinks } from "../../src/domain/templates/drinks.js";
import type { Owner } from "../../src/domain/user.js";
import type { Job } from "../../src/ports/index.js";
import { DiskFileStore } from "../../src/storage/files/file-store.js";
import { type Folders, foldersOf } from "../../src/storage/files/folders.js";
import { RecordingsFolder } from "../../src/storage/files/recordings-folder.js";
import { shareData } from "../../src/storage/locks/data-lock.js";
import { type Lock, registerWorker } from "../../src/storage/locks/worker-registry.js";
import { SqliteChatStore } from "../../src/storage/sqlite/chats/chat-store.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { broken, noLimits } from "./sellers.js";

export type Ending = "waits" | "runs" | "succeeds" | "fails" | "fails once heard";

/** A data folder with the stores and files of one process on it; what engines and Telegram do, the test says. */
export class Box {
  readonly folders: Folders;
  readonly clock = { now: Date.now() };
  readonly db: Connection;
  readonly store: SqliteJobStore;
  readonly chats: SqliteChatStore;
  readonly files: DiskFileStore;
  private readonly worker: ReturnType<typeof registerWorker>;
  private readonly place: Lock;
  private messages = 0;

  constructor(readonly dataDir: string) {
    this.folders = foldersOf(dataDir);
    this.place = shareData(dataDir);
    this.db = new Connection(join(dataDir, "catat.db"), () => this.clock.now);
    this.worker = registerWorker(this.folders.workers);
    const home = new RecordingsFolder(this.db, this.folders.recordings);
    this.files = new DiskFileStore(this.folders, this.worker.id, 0, home);
    this.store = new SqliteJobStore(this.db, (file) => home.lacks(file));
    this.chats = new SqliteChatStore(this.db, { id: this.worker.id, isGone: () => true });
  }

  close(): void {
    this.worker.close();
    this.db.close();
    this.place.close();
  }

  /** A closed report with a recording for each ending (those that wait come last), in which `said` is heard and written down. */
  async report(owner: Owner | null, endings: readonly Ending[], said = "tiga teh"): Promise<number> {
    const id = await this.opened(owner, endings.length);
    for (const [i, ending] of endings.entries()) {
      const { id: recording, name } = (await this.store.recordings(id))[i] as { id: number; name: string };
      const sound = async function* () {
        yield Buffer.from(`sound ${recording}`);
      };
      await this.store.fetched(recording, await this.files.receive(name, sound(), 1e6, recording));
      if (ending !== "waits") await this.work(id, ending, said);
    }
    await this.store.closeReport(id);
    return id;
  }

  /** What waits of a report succeeds. */
  async finish(id: number, said: string): Promise<void> {
    while (await this.store.hasWork(id)) await this.work(id, "succeeds", said);
  }

  /** Sends what is due. */
  async deliver(): Promise<void> {
    for (let next = await this.chats.nextDelivery(); next; next = await this.chats.nextDelivery())
      await this.chats.delivered(next.report.id, next.revision, 90);
  }

  /** Their open report, with so many recordings more, which are not fetched yet. */
  async opened(owner: Owner | null, count: number): Promise<number> {
    const sources = Array.from({ length: count }, (_, i) => ({ name: `${i + 1}.ogg`, source: `/gone/${i + 1}.ogg` }));
    if (!owner) return (await this.store.createReport(drinks, {}, sources)).id;
    let id = 0;
    for (const source of sources) {
      const message = { ...source, key: `${owner.user}:${this.db.now()}:${this.messages++}`, bytes: null };
      id = (await this.store.receive(owner, message, drinks, noLimits)).report.id;
    }
    return id;
  }

  private async work(reportId: number, ending: Ending, said: string): Promise<void> {
    const claim = { worker: this.worker.id, leaseMs: 60_000, reportId };
    const { recording, token } = (await this.store.claim(claim)) as Job;
    if (ending === "runs") return;
    const transcript = { text: said, language: "id", model: "m", segments: [] };
    if (ending !== "fails") await this.store.saveTranscript(recording.id, token, transcript);
    const rows = [{ values: { nama: said, alamat: null, jumlah_minuman: 3 }, evidence: {}, flags: {} }];
    if (ending === "succeeds") await this.store.succeed(recording.id, token, { rows, droppedRows: 0 }, {});
    else await this.store.fail(recording.id, token, broken, null);
  }
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { drinks } from "../../src/domain/templates/drinks.js";
import { DiskFileStore } from "../../src/storage/files/file-store.js";
import { foldersOf } from "../../src/storage/files/folders.js";
import { isWorkerGone, registerWorker } from "../../src/storage/locks/worker-registry.js";
import { SqliteChatStore } from "../../src/storage/sqlite/chats/chat-store.js";
import { Connection } from "../../src/storage/sqlite/database.js";
import { SqliteJobStore } from "../../src/storage/sqlite/jobs/job-store.js";
import { chatStoreContract } from "./chat-store.contract.js";
import { clockContract } from "./clock.contract.js";
import { jobStoreContract } from "./job-store.contract.js";
import { noticesContract } from "./notices.contract.js";
import { outboxContract } from "./outbox.contract.js";
import { ownersContract } from "./owners.contract.js";
import { resendsContract } from "./resends.contract.js";
import { noLimits } from "./sellers.js";
import { turnsContract } from "./turns.contract.js";

function jobStore() {
  const folder = mkdtempSync(join(tmpdir(), "catat-store-"));
  const clock = { now: 1_000_000 };
  const store = new SqliteJobStore(new Connection(join(folder, "catat.db"), () => clock.now));
  return { store, clock, remove: () => rmSync(folder, { recursive: true }) };
}

jobStoreContract(jobStore);
clockContract(jobStore);
ownersContract(jobStore);
resendsContract(jobStore);
turnsContract(jobStore);

function chatStore() {
  const folder = mkdtempSync(join(tmpdir(), "catat-chats-"));
  const clock = { now: 1_000_000 };
  const connection = new Connection(join(folder, "catat.db"), () => clock.now);
  const alive = new Set<string>();
  const bot = (id: string) => {
    alive.add(id);
    return new SqliteChatStore(connection, { id, isGone: (other) => !alive.has(other) });
  };
  const store = new SqliteJobStore(connection);
  return {
    store,
    clock,
    bot,
    kill: (id: string) => alive.delete(id),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

chatStoreContract(chatStore);
outboxContract(chatStore);
noticesContract(chatStore);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "catat-sqlite-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("the SQLite file", () => {
  it("opens again with what it held, readable by its owner alone", () => {
    const path = join(folder, "again.db");
    for (let i = 0; i < 2; i++) new Connection(path).close();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it("holds no trace of what somebody said or sent once they are forgotten", async () => {
    const path = join(folder, "forgotten.db");
    const db = new Connection(path);
    const [store, chats] = [new SqliteJobStore(db), new SqliteChatStore(db, { id: "bot", isGone: () => true })];
    const owner = { user: 5, chat: 5 };
    const secret = "tiga teh untuk Bu Sari".repeat(300);
    await chats.ask({ id: 5, name: "tiga teh", username: null });
    const message = { key: "5:1", name: "tiga teh.ogg", source: "tg", bytes: 1 };
    const { recording } = await store.receive(owner, message, drinks, noLimits);
    await store.fetched(recording.id, { file: "1-aaaaaaaa", bytes: 1, sha256: "a" });
    const job = await store.claim({ worker: "w", leaseMs: 1000 });
    const transcript = { text: secret, language: "id", model: "m", segments: [] };
    expect(await store.saveTranscript(recording.id, job?.token ?? "", transcript)).toBe(true);
    const onDisk = () => [path, `${path}-wal`].some((file) => readFileSync(file).includes("tiga teh"));
    expect(onDisk()).toBe(true);
    expect(await chats.forget(5, false)).toEqual(["1-aaaaaaaa"]);
    expect(onDisk()).toBe(false);
    db.close();
  });

  it("that is no database is refused, and left as it is", () => {
    const path = join(folder, "text.db");
    writeFileSync(path, "this is a text file, much longer than any header of a database could be ".repeat(20));
    expect(() => new Connection(path)).toThrow(/store_damaged/);
  });
});

describe("a worker's lock", () => {
  it("is held while the worker lives, and gone after kill -9", async () => {
    const locks = join(folder, "workers");
    const own = registerWorker(locks);
    const code = `const D=require("better-sqlite3"); const d=new D(process.argv[1]); d.exec("BEGIN EXCLUSIVE"); console.log("held"); setInterval(()=>{},1e3)`;
    const id = "00000000-0000-4000-8000-000000000000";
    const child = spawn(process.execPath, ["-e", code, join(locks, `${id}.lock`)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await once(child.stdout, "data");
    expect(isWorkerGone(locks, id)).toBe(false);
    child.kill("SIGKILL");
    await once(child, "close");
    expect(isWorkerGone(locks, id)).toBe(true);
    own.close();
    expect(readdirSync(locks)).toEqual([]);
  });
});

describe("the files on disk", () => {
  it("are copied under a name of our own, with size and digest", async () => {
    const files = new DiskFileStore(foldersOf(join(folder, "data")), "worker");
    const source = join(folder, "a b.ogg");
    writeFileSync(source, "abc");
    const stored = await files.take({ name: "a b.ogg", source }, 7);
    expect(stored).toMatchObject({ bytes: 3, file: expect.stringMatching(/^7-[0-9a-f]{8}$/) });
    expect(stored.sha256).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    expect(statSync(files.path(stored.file)).mode & 0o777).toBe(0o600);
  });

  it("are refused when empty, missing or a folder, and leave nothing half-written", async () => {
    const files = new DiskFileStore(foldersOf(join(folder, "data2")), "worker");
    const empty = join(folder, "empty");
    writeFileSync(empty, "");
    const take = (source: string) => files.take({ name: "x", source }, 1);
    await expect(take(empty)).rejects.toMatchObject({ code: "file_empty" });
    await expect(take(join(folder, "none"))).rejects.toMatchObject({ code: "file_not_found" });
    await expect(take(folder)).rejects.toMatchObject({ code: "file_not_readable" });
    expect(readdirSync(join(folder, "data2", "tmp"))).toEqual([]);
  });

  it.each(["recordings", "tmp"])("are not blamed for a folder of ours that was moved away: %s", async (moved) => {
    const data = join(folder, `without ${moved}`);
    const files = new DiskFileStore(foldersOf(data), "worker");
    const source = join(folder, "sound");
    writeFileSync(source, "abc");
    rmSync(join(data, moved), { recursive: true });
    const sound = async function* () {
      yield Buffer.from("abc");
    };
    const fault = { code: "path_not_writable", facts: { reason: "ENOENT" } };
    await expect(files.take({ name: "x", source }, 1)).rejects.toMatchObject(fault);
    await expect(files.receive("x", sound(), 10, 1)).rejects.toMatchObject(fault);
  });
});

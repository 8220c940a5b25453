import { once } from "node:events";
import { copyFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { filesOf } from "../../src/storage/maintenance/inspection.js";
import { type FakeOllama, fakeOllama, finished } from "../fakes/ollama.js";
import { Box } from "../storage/box.js";
import { ani } from "../storage/sellers.js";
import { Catat, demo, named, type ReportJson, recordings, repeatable } from "./catat.js";

let catat: Catat;
beforeEach(() => {
  catat = new Catat();
});
afterEach(() => catat.remove());

const tenth = join(recordings, "10.ogg");
const lines = (name: string) => readFileSync(catat.path(name), "utf8").trimEnd().split("\r\n").slice(1);

it("a recording that was missing is tried again once it is there, and its rows come in their place", async () => {
  const late = catat.path("late.ogg");
  const first = await catat.run(["process", late, "later.ogg", tenth, ...demo, "-o", "out.csv"], repeatable);
  expect(first.code).toBe(2);
  expect(first.out).toContain("1.1  late.ogg is not there");
  copyFileSync(join(recordings, "07.ogg"), late);

  const one = await catat.run(["retry", "1.1", "--json"], repeatable);
  expect(one.code, one.err).toBe(2);
  expect(one.err).toContain("1 recording will be tried again.");
  expect(named(JSON.parse(one.out), "later.ogg").failure?.code).toBe("file_not_found");
  expect(lines("out.csv")).toEqual([
    "Haryanto,Jalan Setiabudi No. 118 RT 13 RW 15,15",
    ',"Gang Abadi No. 28, Kudus",3',
  ]);

  copyFileSync(join(recordings, "02.ogg"), catat.path("later.ogg"));
  const all = await catat.run(["retry", "1", "--json"], repeatable);
  expect(all.code, all.err).toBe(0);
  const report: ReportJson = JSON.parse(all.out);
  expect(report.status).toBe("COMPLETED");
  expect(report.recordings.map((r) => r.attempts)).toEqual([1, 1, 1]);

  const none = await catat.run(["retry", "1"]);
  expect(none.code).toBe(1);
  expect(none.err).toBe(
    "Error: Nothing failed in 1, so there is nothing to retry: --again works on it all the same.\n",
  );
});

it("a recording that repeats another is tried again by that one's number, which is said", async () => {
  const box = new Box(catat.path("data"));
  await box.report(null, ["succeeds", "succeeds"]);
  box.db.run("UPDATE recordings SET duplicate_of = 1 WHERE position = 2");
  box.close();
  for (const options of [[], ["--again"]])
    expect((await catat.run(["retry", "1.2", ...options])).err).toBe("Error: 1.2 repeats 1.1: try that one again.\n");
});

describe("a recording that was heard wrongly", () => {
  const text = async (n: number) =>
    (JSON.parse((await catat.run(["show", "1", "--json"])).out) as ReportJson).recordings[n]?.transcript?.text;

  beforeEach(async () => {
    const box = new Box(catat.path("data"));
    const id = await box.report(null, ["succeeds", "fails once heard"]);
    for (const r of await box.store.recordings(id)) copyFileSync(tenth, box.files.path(r.file ?? ""));
    box.close();
  });

  it("and failed is heard anew by the model that is named; what succeeded is, where that is asked for", async () => {
    const failed = await catat.run(["retry", "1", ...demo], repeatable);
    expect(failed.code, failed.err).toBe(0);
    expect([await text(0), await text(1)]).toEqual(["tiga teh", expect.stringContaining("Gang Abadi")]);
    const again = await catat.run(["retry", "1.1", "--again", ...demo], repeatable);
    expect(again.code, again.err).toBe(0);
    expect(await text(0)).toContain("Gang Abadi");
    const row = ',"Gang Abadi No. 28, Kudus",3';
    expect(lines("report-1.csv")).toEqual([row, row]);
  });

  it("keeps its rows where the model that is named is not there", async () => {
    const before = (await catat.run(["show", "1", "--json"])).out;
    const again = await catat.run(["retry", "1", "--again", "--whisper-model", "smal"], repeatable);
    expect([again.code, again.err]).toEqual([1, expect.stringContaining("smal")]);
    expect((await catat.run(["show", "1", "--json"])).out).toBe(before);
  });
  it("and whose sound was removed keeps what was heard, and that is said", async () => {
    const box = new Box(catat.path("data"));
    for (const r of await box.store.recordings(1)) await box.files.remove(r.file ?? "");
    box.db.run("UPDATE recordings SET file = NULL");
    box.close();
    const removed = await catat.run(["retry", "1.1", "--again", "--lang", "id"]);
    expect([removed.code, removed.err]).toEqual([1, expect.stringContaining("1.ogg")]);
    const ollama = await fakeOllama();
    ollama.answer = { body: finished('{"records":[]}') };
    const env = { ...repeatable, OLLAMA_HOST: ollama.host };
    const { code, err } = await catat.run(["retry", "1", "--whisper-model", "demo"], env);
    await ollama.close();
    expect(code, err).toBe(0);
    expect(err).toContain("The sound of 1 recording was removed: what was heard before is used");
    expect([await text(0), await text(1)]).toEqual(["tiga teh", "tiga teh"]);
  });
});

it("a seller's report is worked on with the service's models: those that are named are refused, not passed over", async () => {
  const box = new Box(catat.path("data"));
  await box.report(ani, ["succeeds", "fails"]);
  box.close();
  const { code, err } = await catat.run(["retry", "1", "--whisper-model", "demo"]);
  expect([code, err]).toEqual([
    1,
    expect.stringContaining("Report 1 is a seller's, and is worked on with the settings"),
  ]);
  expect(JSON.parse((await catat.run(["show", "1", "--json"])).out).status).toBe("PARTIALLY_COMPLETED");
});

it("a seller's report goes on in the bot, and a script gets it as it stands", async () => {
  const box = new Box(catat.path("data"));
  await box.report(ani, ["succeeds", "fails"]);
  box.close();
  const { code, out, err } = await catat.run(["retry", "1", "--json"]);
  expect({ code, err }).toEqual({
    code: 0,
    err: expect.stringMatching(/^1 recording will be tried again\.\n.*bot.*\n$/),
  });
  const report: ReportJson = JSON.parse(out);
  expect(report).toMatchObject({ report: 1, status: "PROCESSING", output: null, score: null });
  expect(report.recordings.map((r) => r.status)).toEqual(["SUCCEEDED", "QUEUED"]);
  const shown: ReportJson = JSON.parse((await catat.run(["show", "1", "--json"])).out);
  expect(report).toEqual({ ...shown, output: null, score: null });
  expect((await catat.run(["retry", "1", "--json"])).out).toBe("");
});

describe("an Ollama that fails", () => {
  let ollama: FakeOllama;
  beforeEach(async () => {
    ollama = await fakeOllama();
    ollama.answer = { status: 500, body: { error: "out of memory" } };
  });
  afterEach(() => ollama.close());

  const answer = {
    body: finished('{"records":[{"nama":null,"alamat":"Gang Abadi No. 28, Kudus","jumlah_minuman":3}]}'),
  };
  const env = () => ({ ...repeatable, OLLAMA_HOST: ollama.host });
  const args = ["process", tenth, "--whisper-model", "demo", "-o", "out.csv"];

  it("and answers later is asked again, without transcribing again", async () => {
    const { code, out, err } = await catat.run([...args, "--json"], {
      ...env(),
      CATAT_MAX_ATTEMPTS: "1",
    });
    expect(code).toBe(1);
    expect(err).toContain("✗ 10.ogg: Ollama failed (500 out of memory): try again");
    const failed = named(JSON.parse(out), "10.ogg");
    expect(failed.failure?.code).toBe("ollama_failed");
    expect(failed.transcript?.text).toContain("Gang Abadi");
    expect(readdirSync(catat.folder)).not.toContain("out.csv");

    ollama.answer = answer;
    const retried = await catat.run(["retry", "1.1", "--json"], env());
    expect(retried.code, retried.err).toBe(0);
    expect(retried.err).not.toContain("transcribing");
    expect(lines("out.csv")).toEqual([',"Gang Abadi No. 28, Kudus",3']);
  });

  it("with a valid JSON of the wrong shape is told what was wrong, once, at no cost of an attempt", async () => {
    ollama.first = [{ body: finished('{"records":[{"name":"Kudus","count":"three"}]}') }];
    ollama.answer = answer;
    const { code, out, err } = await catat.run([...args, "--json"], env());
    expect(code, err).toBe(0);
    expect(named(JSON.parse(out), "10.ogg")).toMatchObject({ status: "SUCCEEDED", attempts: 1, failure: null });
    const [asked, again] = ollama.chats.map((chat) => chat.messages as { content: string }[]);
    expect(ollama.chats).toHaveLength(2);
    expect(again?.[0]?.content).toContain(`${asked?.[0]?.content}\n\nYour last answer`);
    expect(again?.[0]?.content).not.toContain("three");
    expect(again?.[1]).toEqual(asked?.[1]);
  });

  it("with a wrong shape each time fails as what it is, and makes no row", async () => {
    ollama.answer = { body: finished('{"records":[{"nama":"Budi","alamat":null,"jumlah_minuman":"three"}]}') };
    const { code, out, err } = await catat.run([...args, "--json"], { ...env(), CATAT_MAX_ATTEMPTS: "1" });
    expect(code, err).toBe(1);
    expect(named(JSON.parse(out), "10.ogg")).toMatchObject({ rows: [], failure: { code: "answer_invalid" } });
    expect(ollama.chats).toHaveLength(2);
  });

  it.each([
    ["is busy", { status: 503, body: { error: "server busy" } }, "is busy: wait"],
    ["goes away", "cut" as const, "does not answer at"],
  ])(
    "and that %s for longer than all attempts costs none: resume goes on, without transcribing again",
    async (_, fault, told) => {
      ollama.answer = fault;
      const { code, err } = await catat.run(args, { ...env(), CATAT_MAX_ATTEMPTS: "1" });
      expect(code).toBe(1);
      expect(err).toContain(told);
      expect(err).toContain("catat resume 1");
      const waiting = JSON.parse((await catat.run(["show", "1", "--json"])).out);
      expect(named(waiting, "10.ogg")).toMatchObject({ status: "QUEUED", attempts: 0 });

      ollama.answer = answer;
      const resumed = await catat.run(["resume", "--json"], env());
      expect(resumed.code, resumed.err).toBe(0);
      expect(resumed.err).not.toContain("transcribing");
      expect(named(JSON.parse(resumed.out), "10.ogg")).toMatchObject({ status: "SUCCEEDED", attempts: 1 });
    },
  );

  it("with 503 for a while is asked again in the same run", async () => {
    ollama.first = [{ status: 503, body: { error: "server busy" } }];
    ollama.answer = answer;
    const { code, out, err } = await catat.run([...args, "--json"], env());
    expect(code, err).toBe(0);
    expect(err).toContain("attempt 1 failed, will be tried again");
    expect(named(JSON.parse(out), "10.ogg")).toMatchObject({ status: "SUCCEEDED", attempts: 2, failure: null });
  });
});

it("goes on after kill -9 while a recording was being copied", async () => {
  const large = catat.path("large.ogg");
  writeFileSync(large, "");
  truncateSync(large, 2 ** 31);
  const child = catat.start(["process", large, tenth, ...demo, "-o", "out.csv"], repeatable);
  while (!readdirSync(catat.folder).includes("data") || !copying()) {
    if (child.exitCode !== null) throw new Error("ended early");
    await sleep(5);
  }
  child.kill("SIGKILL");
  await once(child, "close");
  const killed: ReportJson = JSON.parse((await catat.run(["show", "1", "--json"])).out);
  expect(killed.recordings.map((r) => r.status)).toEqual(["FETCHING", "FETCHING"]);
  const shown = await catat.run(["show", "1"]);
  expect(shown.out).toContain("Report 1 is not finished: 'catat resume 1' goes on with it.");

  rmSync(large);
  copyFileSync(join(recordings, "07.ogg"), large);
  const resumed = await catat.run(["resume"], repeatable);
  expect(resumed.code, resumed.err).toBe(0);
  expect(lines("out.csv")).toEqual([
    "Haryanto,Jalan Setiabudi No. 118 RT 13 RW 15,15",
    ',"Gang Abadi No. 28, Kudus",3',
  ]);
  expect(filesOf(catat.path("data/recordings"))).toHaveLength(2);
  expect(readdirSync(catat.path("data/tmp"))).toEqual(["empty"]);
});

function copying(): boolean {
  try {
    return readdirSync(catat.path("data/tmp")).some((name) => name.includes(".1-"));
  } catch {
    return false;
  }
}

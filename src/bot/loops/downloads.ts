import { isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GrammyError } from "grammy";
import { Agent, request } from "undici";
import { asFailure, Failure } from "../../domain/failure.js";
import type { Recording } from "../../domain/recording.js";
import type { Fetched, StoredFile } from "../../ports/index.js";
import { joined, withEither } from "../../util/either.js";
import { mayWriteTo } from "../access/chat-migration.js";
import { loggable, refusalOf, waitMs } from "../api/errors.js";
import { mostBytes, type Parts } from "../context.js";
import { messagesOf } from "../person.js";
import { toBeSentAgain } from "../views/head.js";
import { patiently } from "./wait-out-faults.js";
import type { Bell } from "./wake-up.js";

const atOnce = 3;
const lookMs = 2000;
/** How long a download is tried again, from when it was asked for: a file stays at Telegram far longer, but its seller waits. */
const patienceMs = 24 * 3_600_000;
/** Bytes in a second over a line that is slow, but works (128 kbit/s), which others may share; and what any file may take besides. */
const slowRate = (16 * 1024) / atOnce;
const leastMs = 120_000;

/** How long one attempt at so many bytes may take: what trickles in for ever would hold its place from the others. */
export function longestMs(bytes: number): number {
  return leastMs + Math.ceil((bytes / slowRate) * 1000);
}

/**
 * Brings the recordings that wait at Telegram into the file store, until the signal is aborted. Each attempt is given up after
 * `limitMs`, and at once where its recording was cancelled or removed.
 */
export async function downloadAll(parts: Parts, bell: Bell, signal: AbortSignal, limitMs = longestMs): Promise<void> {
  const under = new Map<number, { done: Promise<void>; stop: AbortController }>();
  const agent = new Agent({ headersTimeout: 30_000, bodyTimeout: 30_000 });
  while (!signal.aborted) {
    await patiently(parts, () => endUnwanted(parts, under), signal);
    const due = await patiently(parts, () => parts.store.toFetch(atOnce + under.size), signal);
    for (const recording of due.filter((r) => !under.has(r.id)).slice(0, atOnce - under.size)) {
      const stop = new AbortController();
      const either = joined(signal, stop.signal);
      const done = download(parts, recording, { agent, limitMs, signal: either.signal })
        .catch(async (err: unknown) => {
          parts.log.error({ err, recording: recording.id }, "what became of a download could not be stored");
          await sleep(lookMs, undefined, { signal }).catch(() => undefined);
        })
        .finally(() => {
          either.end();
          under.delete(recording.id);
          bell.ring();
        });
      under.set(recording.id, { done, stop });
    }
    await bell.wait(lookMs, signal);
  }
  await Promise.all([...under.values()].map(({ done }) => done));
  await agent.destroy();
}

async function endUnwanted({ store }: Parts, under: ReadonlyMap<number, { stop: AbortController }>): Promise<void> {
  if (under.size === 0) return;
  const wanted = await store.stillFetching([...under.keys()]);
  for (const [id, { stop }] of under) if (!wanted.includes(id)) stop.abort();
}

interface Attempt {
  agent: Agent;
  limitMs(bytes: number): number;
  signal: AbortSignal;
}

async function download(parts: Parts, recording: Recording, attempt: Attempt): Promise<void> {
  const { store, files, log } = parts;
  const { id, attempts } = recording;
  try {
    const stored = await bytesOf(parts, recording, attempt);
    const now = await store.fetched(id, stored);
    if (now?.file !== stored.file) await files.remove(stored.file);
    if (now?.retries) await tellRetry(parts, recording, now).catch((err) => log.error({ err }, "a retry was not told"));
  } catch (error) {
    if (attempt.signal.aborted) return;
    const failure = failureOf(parts, recording, error);
    if (failure.isSetup) void parts.tellAdmins(failure);
    const tooLate = !failure.isSetup && Date.now() - recording.wantedAt > patienceMs;
    const isFinal = !mayPass(failure, error) || tooLate;
    // An outage may last for hours: its first failure says what there is to say.
    const level = isFinal || attempts === 0 ? "warn" : "debug";
    const { code, facts } = failure.stored;
    const reason = "reason" in facts ? facts.reason : undefined;
    log[level]({ recording: id, attempts, code, reason }, "download failed");
    if (isFinal) await store.refuse(id, failure);
    else await store.fetchLater(id, failure, Date.now() + waitMs(refusalOf(error), attempts + 1));
  }
  parts.nudge();
}

/** What came once more after it failed seems to vanish, and may be in another report than what came with it. */
async function tellRetry(parts: Parts, came: Recording, now: Fetched): Promise<void> {
  const { store, chats, options, outgoing } = parts;
  const report = await store.report(now.reportId);
  if (!report?.owner || now.retries === null || !(await mayWriteTo(parts, report.owner.chat))) return;
  const messages = messagesOf(options, await chats.user(report.owner.user));
  const title = now.reportId === came.reportId ? null : toBeSentAgain(messages, report);
  outgoing.say(report.owner.chat, messages.bot.talk.sentAgain(now.retries, title));
}

async function bytesOf(
  { options, api, files }: Parts,
  { id, name, source, bytes }: Recording,
  { agent, limitMs, signal }: Attempt,
): Promise<StoredFile> {
  const most = mostBytes(options);
  await files.requireRoom(bytes ?? 0);
  const { file_path: path = "", file_size = bytes ?? most } = await api.getFile(source, signal as never);
  if (options.local && isAbsolute(path)) return files.take({ name, source: path }, id);
  const url = `${options.apiRoot}/file/bot${options.token}/${path}`;
  const ms = limitMs(Math.min(file_size, most));
  const late = AbortSignal.timeout(ms);
  try {
    return await withEither([signal, late], async (either) => {
      const { statusCode, body } = await request(url, { dispatcher: agent, signal: either });
      if (statusCode === 200) return files.receive(name, body, most, id);
      await body.dump();
      throw new Failure("download_failed", { file: name, reason: `HTTP ${statusCode}` });
    });
  } catch (error) {
    if (error instanceof Failure || !late.aborted) throw error;
    throw new Failure("download_failed", { file: name, reason: `not complete in ${Math.round(ms / 1000)} s` });
  }
}

function failureOf({ options }: Parts, { name, bytes }: Recording, error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (error instanceof GrammyError && /file is too big/.test(error.description)) {
    const most = mostBytes(options);
    return new Failure("file_too_big", { file: name, bytes: bytes ?? most, most });
  }
  const reason = loggable(error, options.token);
  const { code } = asFailure(error);
  return code === "unexpected" ? new Failure("download_failed", { file: name, reason }) : asFailure(error);
}

/** A file that Telegram refuses to give stays refused; a broken connection, an outage and a full disk pass. */
function mayPass(failure: Failure, error: unknown): boolean {
  if (failure.code !== "download_failed") return failure.isTransient || failure.isSetup;
  return refusalOf(error).kind !== "never";
}

import { isAbsolute } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { GrammyError } from "grammy";
import { Agent, request } from "undici";
import { asFailure, Failure } from "../domain/failure.js";
import type { Recording } from "../domain/recording.js";
import type { StoredFile } from "../ports.js";
import type { Bell } from "./loop.js";
import { mostBytes, type Parts } from "./parts.js";
import { patiently } from "./patience.js";
import { loggable, refusalOf, waitMs } from "./telegram.js";

const atOnce = 3;
const lookMs = 2000;
/** How long a download is tried again: a file stays at Telegram far longer, but its seller waits. */
const patienceMs = 24 * 3_600_000;

/** Brings the recordings that wait at Telegram into the file store, until the signal is aborted. */
export async function downloadAll(parts: Parts, bell: Bell, signal: AbortSignal): Promise<void> {
  const under = new Map<number, Promise<void>>();
  const agent = new Agent({ headersTimeout: 30_000, bodyTimeout: 30_000 });
  while (!signal.aborted) {
    const due = await patiently(parts, () => parts.store.toFetch(atOnce + under.size), signal);
    for (const recording of due.filter((r) => !under.has(r.id)).slice(0, atOnce - under.size)) {
      const done = download(parts, agent, recording, signal)
        .catch(async (err: unknown) => {
          parts.log.error({ err, recording: recording.id }, "what became of a download could not be stored");
          await sleep(lookMs, undefined, { signal }).catch(() => undefined);
        })
        .finally(() => {
          under.delete(recording.id);
          bell.ring();
        });
      under.set(recording.id, done);
    }
    await bell.wait(lookMs, signal);
  }
  await Promise.all(under.values());
  await agent.destroy();
}

async function download(parts: Parts, agent: Agent, recording: Recording, signal: AbortSignal): Promise<void> {
  const { store, files, log } = parts;
  const { id, attempts } = recording;
  try {
    const stored = await bytesOf(parts, agent, recording, signal);
    const now = await store.fetched(id, stored);
    if (now?.file !== stored.file) await files.remove(stored.file);
  } catch (error) {
    if (signal.aborted) return;
    const failure = failureOf(parts, recording, error);
    if (failure.isSetup) void parts.tellAdmins(failure);
    const tooLate = !failure.isSetup && Date.now() - recording.receivedAt > patienceMs;
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

async function bytesOf(
  { options, api, files }: Parts,
  agent: Agent,
  { id, name, source, bytes }: Recording,
  signal: AbortSignal,
): Promise<StoredFile> {
  await files.requireRoom(bytes ?? 0);
  const { file_path: path = "" } = await api.getFile(source, signal as never);
  if (options.local && isAbsolute(path)) return files.take({ name, source: path }, id);
  const url = `${options.apiRoot}/file/bot${options.token}/${path}`;
  const { statusCode, body } = await request(url, { dispatcher: agent, signal });
  if (statusCode !== 200) {
    await body.dump();
    throw new Failure("download_failed", { file: name, reason: `HTTP ${statusCode}` });
  }
  return files.receive(name, body, mostBytes(options), id);
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

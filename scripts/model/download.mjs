// Downloads a file, through broken connections and busy servers.
import { createWriteStream, statSync } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** In a row, without a byte in between. */
const TRIES = 5;
const LONGEST_WAIT_MS = 10 * 60_000;
/** Answers that may be others later. */
const PASSING = [408, 425, 429, 500, 502, 503, 504];

class Refused extends Error {}

class Busy extends Error {
  /**
   * @param {number} status
   * @param {number} waitMs what the server asks for
   */
  constructor(status, waitMs) {
    super(`the server answered ${status}`);
    this.waitMs = waitMs;
  }
}

/**
 * Goes on where a broken connection, or an earlier run, left off.
 * @param {string} url
 * @param {string} part where it is put
 */
export async function download(url, part) {
  console.log(`Downloading ${url} …`);
  for (let failures = 0; ; ) {
    const had = sizeOf(part);
    try {
      await fetchRest(url, part);
      return;
    } catch (error) {
      failures = sizeOf(part) > had ? 1 : failures + 1;
      if (error instanceof Refused || failures === TRIES) throw error;
      const ms = waitMs(error, failures);
      console.log(`It broke off (${reasonOf(error)}); going on in ${Math.ceil(ms / 1000)} s …`);
      await sleep(ms);
    }
  }
}

/**
 * @param {string} url
 * @param {string} part
 */
async function fetchRest(url, part) {
  const have = sizeOf(part);
  const answer = await fetch(url, have > 0 ? { headers: { range: `bytes=${have}-` } } : {});
  // The part is whole already.
  if (answer.status === 416) return;
  if (PASSING.includes(answer.status)) throw new Busy(answer.status, askedMs(answer.headers.get("retry-after")));
  if (!answer.ok || !answer.body) throw new Refused(`the server answered ${answer.status}`);
  const from = answer.status === 206 ? have : 0;
  const total = from + Number(answer.headers.get("content-length") ?? 0);
  const body = Readable.fromWeb(/** @type {never} */ (answer.body));
  await pipeline(body, progress(from, total), createWriteStream(part, { flags: from > 0 ? "a" : "w" }));
}

/**
 * As long as the server asks for, and longer each time.
 * @param {unknown} error
 * @param {number} failures
 */
function waitMs(error, failures) {
  const asked = error instanceof Busy ? error.waitMs : 0;
  if (asked > LONGEST_WAIT_MS)
    throw new Refused(`${reasonOf(error)}, and wants to be asked again in ${Math.ceil(asked / 60_000)} min`);
  return Math.max(asked, 1000 * 2 ** (failures - 1));
}

/** @param {string | null} retryAfter seconds, or a date */
function askedMs(retryAfter) {
  if (retryAfter === null) return 0;
  const ms = /^\s*\d+\s*$/.test(retryAfter) ? Number(retryAfter) * 1000 : Date.parse(retryAfter) - Date.now();
  return Number.isNaN(ms) ? 0 : Math.max(0, ms);
}

/**
 * A line for each tenth.
 * @param {number} done
 * @param {number} total
 */
function progress(done, total) {
  let shown = 0;
  return new Transform({
    transform(chunk, _encoding, next) {
      done += chunk.length;
      const tenth = total > 0 ? Math.floor((10 * done) / total) : 0;
      if (tenth > shown) console.log(`  ${tenth * 10} % of ${Math.round(total / 2 ** 20)} MB`);
      shown = Math.max(shown, tenth);
      next(null, chunk);
    },
  });
}

/** @param {string} part */
function sizeOf(part) {
  return statSync(part, { throwIfNoEntry: false })?.size ?? 0;
}

/** @param {unknown} error */
export function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

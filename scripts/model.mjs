// npm run model -- <names>: downloads whisper.cpp models into models/ (or CATAT_MODELS_DIR), and checks them.
import { createHash } from "node:crypto";
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const whisper = "https://huggingface.co/ggerganov/whisper.cpp/resolve/main";
const vad = "https://huggingface.co/ggml-org/whisper-vad/resolve/main";

/**
 * Where each comes from, and the digest that it must have.
 * @typedef {{ from: string, sha1?: string, sha256?: string }} Model
 * @type {Record<string, Model>}
 */
const models = {
  base: { from: whisper, sha1: "465707469ff3a37a2b9b8d8f89f2f99de7299dac" },
  small: { from: whisper, sha1: "55356645c2b361a969dfd0ef2c5a50d530afd8d5" },
  medium: { from: whisper, sha1: "fd9727b6e1217c2f614f9b698455c4ffd82463b4" },
  "large-v3-turbo": { from: whisper, sha1: "4af2b29d7ec73d781377bfd1758ca957a807e941" },
  "large-v3-turbo-q5_0": { from: whisper, sha1: "e050f7970618a659205450ad97eb95a18d69c9ee" },
  "silero-v6.2.0": { from: vad, sha256: "2aa269b785eeb53a82983a20501ddf7c1d9c48e33ab63a41391ac6c9f7fb6987" },
};

/** A mirror of one's own, for a box that does not reach the public one. */
const mirror = process.env.MODEL_MIRROR;
const tries = 5;

class Refused extends Error {}

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} names */
async function main(names) {
  const wanted = Object.entries(models).filter(([name]) => names.includes(name));
  if (wanted.length === 0 || wanted.length < new Set(names).size) {
    console.error(`Name one of: ${Object.keys(models).join(", ")}. For example: npm run model -- small`);
    return 1;
  }
  for (const [name, model] of wanted) if (!(await fetchModel(name, model))) return 1;
  return 0;
}

/**
 * @param {string} name
 * @param {Model} model
 * @returns {Promise<boolean>} whether it is there now
 */
async function fetchModel(name, model) {
  const folder = process.env.CATAT_MODELS_DIR || fileURLToPath(new URL("../models", import.meta.url));
  const path = join(folder, `ggml-${name}.bin`);
  if (existsSync(path)) {
    console.log(`${path} is there already.`);
    return true;
  }
  try {
    mkdirSync(folder, { recursive: true });
    await download(`${mirror ?? model.from}/ggml-${name}.bin`, `${path}.part`);
    await check(`${path}.part`, model);
    renameSync(`${path}.part`, path);
    console.log(`${path} is ready.`);
    return true;
  } catch (error) {
    console.error(`${name} could not be downloaded (${reasonOf(error)}): check the connection, then run it again.`);
    return false;
  }
}

/**
 * Goes on where a broken connection, or an earlier run, left off.
 * @param {string} url
 * @param {string} part
 */
async function download(url, part) {
  console.log(`Downloading ${url} …`);
  for (let attempt = 1; ; attempt++) {
    try {
      await fetchRest(url, part);
      return;
    } catch (error) {
      if (error instanceof Refused || attempt === tries) throw error;
      console.log(`The connection broke (${reasonOf(error)}); going on …`);
      await sleep(1000 * (attempt - 1));
    }
  }
}

/**
 * @param {string} url
 * @param {string} part
 */
async function fetchRest(url, part) {
  const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0;
  const answer = await fetch(url, have > 0 ? { headers: { range: `bytes=${have}-` } } : {});
  // The part is whole already.
  if (answer.status === 416) return;
  if (!answer.ok || !answer.body) throw new Refused(`the server answered ${answer.status}`);
  const from = answer.status === 206 ? have : 0;
  const total = from + Number(answer.headers.get("content-length") ?? 0);
  const body = Readable.fromWeb(/** @type {never} */ (answer.body));
  await pipeline(body, progress(from, total), createWriteStream(part, { flags: from > 0 ? "a" : "w" }));
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

/**
 * @param {string} part
 * @param {Model} digest
 */
async function check(part, digest) {
  const hash = createHash(digest.sha256 ? "sha256" : "sha1");
  await pipeline(createReadStream(part), hash);
  if (hash.digest("hex") === (digest.sha256 ?? digest.sha1)) return;
  rmSync(part, { force: true });
  throw new Error("what arrived is damaged");
}

/** @param {unknown} error */
function reasonOf(error) {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

// npm run model -- <name>: downloads a whisper.cpp model into models/, and checks it.
import { createHash } from "node:crypto";
import { createWriteStream, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";

const whisper = "https://huggingface.co/ggerganov/whisper.cpp/resolve/main";
const vad = "https://huggingface.co/ggml-org/whisper-vad/resolve/main";

/** Where each comes from, and the digest that it must have. */
const models = {
  base: { from: whisper, sha1: "465707469ff3a37a2b9b8d8f89f2f99de7299dac" },
  small: { from: whisper, sha1: "55356645c2b361a969dfd0ef2c5a50d530afd8d5" },
  medium: { from: whisper, sha1: "fd9727b6e1217c2f614f9b698455c4ffd82463b4" },
  "large-v3-turbo": { from: whisper, sha1: "4af2b29d7ec73d781377bfd1758ca957a807e941" },
  "large-v3-turbo-q5_0": { from: whisper, sha1: "e050f7970618a659205450ad97eb95a18d69c9ee" },
  "silero-v6.2.0": { from: vad, sha256: "2aa269b785eeb53a82983a20501ddf7c1d9c48e33ab63a41391ac6c9f7fb6987" },
};

process.exitCode = await main(process.argv[2] ?? "");

/** @param {string} name */
async function main(name) {
  const model = /** @type {Record<string, {from: string, sha1?: string, sha256?: string}>} */ (models)[name];
  if (!model) {
    console.error(`Name one of: ${Object.keys(models).join(", ")}. For example: npm run model -- small`);
    return 1;
  }
  const path = join(fileURLToPath(new URL("../models", import.meta.url)), `ggml-${name}.bin`);
  try {
    await download(`${model.from}/ggml-${name}.bin`, path, model);
    console.log(`${path} is ready.`);
    return 0;
  } catch (error) {
    rmSync(`${path}.part`, { force: true });
    const reason =
      error instanceof Error ? (error.cause instanceof Error ? error.cause.message : error.message) : error;
    console.error(`${name} could not be downloaded (${reason}): check the connection, then try again.`);
    return 1;
  }
}

/**
 * @param {string} url
 * @param {string} path
 * @param {{sha1?: string, sha256?: string}} digest
 */
async function download(url, path, digest) {
  console.log(`Downloading ${url} …`);
  const answer = await fetch(url);
  if (!answer.ok || !answer.body) throw new Error(`the server answered ${answer.status}`);
  const hash = createHash(digest.sha256 ? "sha256" : "sha1");
  const tap = new Transform({
    transform(chunk, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  await pipeline(Readable.fromWeb(/** @type {never} */ (answer.body)), tap, createWriteStream(`${path}.part`));
  if (hash.digest("hex") !== (digest.sha256 ?? digest.sha1)) throw new Error("what arrived is damaged");
  renameSync(`${path}.part`, path);
}

// npm run model -- <names>: downloads whisper.cpp models into models/ (or CATAT_MODELS_DIR), and checks them. What is there, and
// what CATAT_WHISPER_MODEL may name besides, is passed over: docker-compose.yml names whatever that is.
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { parseEnv } from "node:util";
import { download, reasonOf } from "./model/download.mjs";

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

/** Where the command is typed: npm itself goes to the folder of package.json. */
const here = process.env.INIT_CWD || process.cwd();

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} names */
async function main(names) {
  readSettings();
  const given = process.env.CATAT_MODELS_DIR;
  const folder = given ? resolve(here, given) : fileURLToPath(new URL("../models", import.meta.url));
  const isKnown = (/** @type {string} */ name) => Object.hasOwn(models, name) || whatIsThere(folder, name) !== null;
  if (names.length === 0 || !names.every(isKnown)) {
    console.error(`Name one of: ${Object.keys(models).join(", ")}. For example: npm run model -- small`);
    return 1;
  }
  for (const name of new Set(names)) if (!(await provide(folder, name))) return 1;
  return 0;
}

/** As `catat` does: what the environment says goes before `.env`, which may begin with a byte order mark. */
function readSettings() {
  const path = join(here, ".env");
  const text = existsSync(path) ? readFileSync(path, "utf8").replace(/^\uFEFF/, "") : "";
  for (const [name, value] of Object.entries(parseEnv(text))) process.env[name] ??= value;
}

/**
 * Why there is nothing to download; null where there is.
 * @param {string} folder
 * @param {string} name
 */
function whatIsThere(folder, name) {
  const path = pathOf(folder, name);
  if (existsSync(path)) return `${path} is there already.`;
  if (name === "demo") return "The demonstration model comes with Catat.";
  return /[/\\]|\.(bin|gguf)$/i.test(name) ? `${name} is a path: the file is yours to put there.` : null;
}

/**
 * @param {string} folder
 * @param {string} name
 */
function pathOf(folder, name) {
  return join(folder, `ggml-${name}.bin`);
}

/**
 * @param {string} folder
 * @param {string} name
 * @returns {Promise<boolean>} whether it is there now, as far as that is ours
 */
async function provide(folder, name) {
  const there = whatIsThere(folder, name);
  if (there !== null) {
    console.log(there);
    return true;
  }
  return fetchModel(folder, name, /** @type {Model} */ (models[name]));
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {Model} model
 * @returns {Promise<boolean>} whether it is there now
 */
async function fetchModel(folder, name, model) {
  const path = pathOf(folder, name);
  // A mirror of one's own, for a box that does not reach the public one.
  const from = process.env.MODEL_MIRROR || model.from;
  try {
    mkdirSync(folder, { recursive: true });
    await download(`${from}/ggml-${name}.bin`, `${path}.part`);
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

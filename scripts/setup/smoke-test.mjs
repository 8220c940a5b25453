import { existsSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { paths } from "./paths.mjs";
import { run, start, tail } from "./run.mjs";
import { SetupError } from "./say.mjs";

const START_MS = 30_000;
const ANSWER_MS = 60_000;
const RATE = 16_000;

/**
 * Lets a whisper-server transcribe a second of noise with the demo model.
 * @param {string} server
 * @returns {Promise<boolean>} false where it crashes on this CPU
 * @throws {SetupError} where it fails in any other way
 */
export async function smokeTest(server) {
  const help = await run(server, ["--help"]);
  if (help.signal) return false;
  if (!help.ok) throw new SetupError(`whisper-server does not start (${help.how}). Its last lines:`, tail(help));
  return existsSync(paths.demoSpeechModel) ? transcribesNoise(server) : true;
}

/** @param {string} server */
async function transcribesNoise(server) {
  const port = await freePort();
  const args = ["-m", paths.demoSpeechModel, "-l", "id", "--host", "127.0.0.1", "--port", String(port)];
  const { child, ended } = start(server, args);
  const answered = await Promise.race([ended.then(() => false), transcribe(port)]);
  child.kill();
  const result = await ended;
  if (answered) return true;
  if (result.signal && result.signal !== "SIGTERM") return false;
  throw new SetupError(`whisper-server does not answer (${result.how}). Its last lines:`, tail(result));
}

/** @param {number} port */
async function transcribe(port) {
  const url = `http://127.0.0.1:${port}`;
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && !(await reaches(url))) await sleep(100);
  const body = new FormData();
  body.set("file", new Blob([wav(noise())]), "noise.wav");
  body.set("response_format", "json");
  return reaches(`${url}/inference`, { method: "POST", body, signal: AbortSignal.timeout(ANSWER_MS) });
}

/** @param {string} url @param {RequestInit} [request] */
async function reaches(url, request) {
  try {
    const response = await fetch(url, request);
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

/** @returns {Int16Array} a second of faint noise, the same each time */
function noise() {
  let state = 1;
  return Int16Array.from({ length: RATE }, () => {
    state = (state * 48_271) % 2_147_483_647;
    return (state % 400) - 200;
  });
}

/** @param {Int16Array} samples @returns {Buffer} a WAV file: mono, 16 bits, 16 kHz */
export function wav(samples) {
  const header = Buffer.alloc(44);
  const bytes = samples.length * 2;
  header.write("RIFF", 0);
  header.writeUInt32LE(36 + bytes, 4);
  header.write("WAVEfmt ", 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write("data", 36);
  header.writeUInt32LE(bytes, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const script = fileURLToPath(new URL("../../scripts/model.mjs", import.meta.url));
const name = "ggml-base.bin";
let folder: string;
let server: Server;
/** What the server gives from a byte on, and after how many bytes it cuts the connection. */
let give: (from: number) => { body: Buffer; cutAfter?: number };
/** What it answers first, instead: a status, and how long to wait. */
let first: { status: number; retryAfter?: string }[];
let ranges: (string | undefined)[];
let times: number[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "catat-model-"));
  [ranges, times, first] = [[], [], []];
  server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
    times.push(performance.now());
    const refusal = first.shift();
    if (refusal) {
      const { status, retryAfter } = refusal;
      const asked = retryAfter === "a date" ? new Date(Date.now() + 4000).toUTCString() : retryAfter;
      response.writeHead(status, asked === undefined ? {} : { "retry-after": asked }).end();
      return;
    }
    const from = Number(/bytes=(\d+)-/.exec(range ?? "")?.[1] ?? 0);
    const { body, cutAfter } = give(from);
    response.writeHead(from > 0 ? 206 : 200, { "content-length": body.length - from });
    const rest = body.subarray(from);
    if (cutAfter === undefined) response.end(rest);
    else response.write(rest.subarray(0, cutAfter), () => setTimeout(() => response.destroy(), 50));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

/** `npm run model -- <names>`, typed in the folder. */
async function model(names: string | string[], settings: Record<string, string> = { CATAT_MODELS_DIR: folder }) {
  const env = { PATH: process.env.PATH ?? "", INIT_CWD: folder, MODEL_MIRROR: url(), ...settings };
  const child = spawn(process.execPath, [script, ...[names].flat()], { env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (chunk) => {
      said += chunk;
    });
  const [code] = await once(child, "close");
  return { code, said };
}

it("goes on where the connection broke, and refuses what does not have the model's digest", async () => {
  const body = Buffer.alloc(100_000, 7);
  give = (from) => (from === 0 ? { body, cutAfter: 40_000 } : { body });
  const { code, said } = await model("base");
  expect(ranges).toEqual([undefined, "bytes=40000-"]);
  expect(code).toBe(1);
  expect(said).toContain("what arrived is damaged");
  expect(readdirSync(folder)).toEqual([]);
});

it("goes on with what an earlier run left, and keeps it when the server refuses", async () => {
  writeFileSync(join(folder, `${name}.part`), Buffer.alloc(10));
  first = [{ status: 403 }];
  const { code, said } = await model("base");
  expect(code).toBe(1);
  expect(said).toContain("the server answered 403");
  expect(ranges).toEqual(["bytes=10-"]);
  expect(statSync(join(folder, `${name}.part`)).size).toBe(10);
});

it.each(["3", "a date"])("comes again after the time that a busy server asks for, given as %s", async (retryAfter) => {
  first = [{ status: 429, retryAfter }];
  give = () => ({ body: Buffer.alloc(10) });
  const { said } = await model("base");
  expect(said).toContain("what arrived is damaged");
  const [began = 0, again = 0] = times;
  expect(again - began).toBeGreaterThan(2500);
});

it("gives a server that stays busy up after some tries, and says so", async () => {
  first = Array.from({ length: 20 }, () => ({ status: 503 }));
  const { code, said } = await model("base");
  expect(code).toBe(1);
  expect(said).toContain("the server answered 503");
  expect(ranges).toHaveLength(5);
});

it("does not sit and wait for a server that wants an hour", async () => {
  first = [{ status: 429, retryAfter: "3600" }];
  const { code, said } = await model("base");
  expect(code).toBe(1);
  expect(said).toContain("the server answered 429, and wants to be asked again in 60 min");
  expect(ranges).toHaveLength(1);
});

it("goes on for as long as something comes each time", async () => {
  const body = Buffer.alloc(90_000, 7);
  give = (from) => (from < 80_000 ? { body, cutAfter: 10_000 } : { body });
  const { said } = await model("base");
  expect(said).toContain("what arrived is damaged");
  expect(ranges).toHaveLength(9);
});

it.each([
  ["", ""],
  [", as Notepad saves it", "\uFEFF"],
])("reads the settings of the .env in the folder that it is typed in%s", async (_, mark) => {
  writeFileSync(join(folder, ".env"), `${mark}CATAT_MODELS_DIR=own\nMODEL_MIRROR=${url()}/mirror\n`);
  mkdirSync(join(folder, "own"));
  writeFileSync(join(folder, "own", name), "there");
  const { code, said } = await model("base", {});
  expect(said).toContain(`${join(folder, "own", name)} is there already`);
  expect(code).toBe(0);
});

it.each(["demo", "mine", "/models/own.bin", "own.gguf"])(
  "passes over %s, as docker-compose.yml gives it beside the voice-activity model",
  async (which) => {
    for (const own of ["mine", "silero-v6.2.0"]) writeFileSync(join(folder, `ggml-${own}.bin`), "there");
    const { code, said } = await model([which, "silero-v6.2.0"]);
    expect(code, said).toBe(0);
    expect(ranges).toEqual([]);
  },
);

it("downloads nothing where the model is there already", async () => {
  writeFileSync(join(folder, name), "there");
  const { code, said } = await model("base");
  expect(code).toBe(0);
  expect(said).toContain("is there already");
  expect(readFileSync(join(folder, name), "utf8")).toBe("there");
});

it("lists the names where it does not know one", async () => {
  const { code, said } = await model("enormous");
  expect(code).toBe(1);
  expect(said).toContain("base, small, medium");
});

const silero = process.env.CATAT_VAD_MODEL ?? "";
it.skipIf(!existsSync(silero))("puts a model in its place once it is whole", async () => {
  const body = readFileSync(silero);
  give = (from) => (from === 0 ? { body, cutAfter: 100_000 } : { body });
  const { code, said } = await model("silero-v6.2.0");
  expect(code, said).toBe(0);
  expect(readFileSync(join(folder, "ggml-silero-v6.2.0.bin")).equals(body)).toBe(true);
});

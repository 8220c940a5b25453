import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
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
let ranges: (string | undefined)[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "catat-model-"));
  ranges = [];
  server = createServer((request, response) => {
    const { range } = request.headers;
    ranges.push(range);
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

async function model(which: string) {
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, MODEL_MIRROR: `http://127.0.0.1:${port}`, CATAT_MODELS_DIR: folder };
  const child = spawn(process.execPath, [script, which], { env, stdio: ["ignore", "pipe", "pipe"] });
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
  server.removeAllListeners("request");
  server.on("request", (request, response) => {
    ranges.push(request.headers.range);
    response.writeHead(503).end();
  });
  const { code, said } = await model("base");
  expect(code).toBe(1);
  expect(said).toContain("the server answered 503");
  expect(ranges).toEqual(["bytes=10-"]);
  expect(statSync(join(folder, `${name}.part`)).size).toBe(10);
});

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

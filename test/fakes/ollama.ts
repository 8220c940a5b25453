import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the fake answers to a chat: a status and a body, or nothing at all (it hangs). */
export type Answer = { status?: number; body: unknown } | "hang" | "cut";

export interface FakeOllama {
  host: string;
  /** The chat requests as they arrived. */
  chats: Record<string, unknown>[];
  /** What the last chat logged in with. */
  authorization: string | undefined;
  /** A promise: what it will be is not known yet, and is waited for. */
  answer: Answer | Promise<Answer>;
  /** The models that are loaded, and how much of each lies on a GPU. */
  running: { name: string; size: number; size_vram: number }[];
  /** Come first, one a chat. */
  first: Answer[];
  close(): Promise<void>;
}

export const finished = (content: string, done_reason = "stop") => ({
  model: "gemma3:4b",
  created_at: "2026-01-01T00:00:00Z",
  message: { role: "assistant", content },
  done: true,
  done_reason,
  prompt_eval_count: 10,
  eval_count: 5,
});

/** A real HTTP server that answers as Ollama's API documents, and holds the one model `gemma3:4b`. */
export async function fakeOllama(): Promise<FakeOllama> {
  const server = createServer(async (request, response) => {
    const body = await json(request);
    if (request.url === "/api/ps") return reply(response, 200, { models: fake.running });
    if (body.model !== "gemma3:4b") return reply(response, 404, { error: `model '${body.model}' not found` });
    if (request.url === "/api/show") return reply(response, 200, { details: {}, model_info: {} });
    fake.chats.push(body);
    fake.authorization = request.headers.authorization;
    const answer = fake.first.shift() ?? (await fake.answer);
    if (answer === "hang") return;
    if (answer === "cut") return request.socket.destroy();
    reply(response, answer.status ?? 200, answer.body);
  });
  const fake: FakeOllama = {
    host: "",
    chats: [],
    authorization: undefined,
    answer: { body: finished('{"records":[]}') },
    running: [],
    first: [],
    close: () => {
      server.closeAllConnections();
      return new Promise((done) => server.close(() => done()));
    },
  };
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  fake.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return fake;
}

async function json(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += chunk;
  return text ? JSON.parse(text) : {};
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" });
  response.end(typeof body === "string" ? body : JSON.stringify(body));
}

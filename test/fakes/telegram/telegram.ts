import { createServer, type Server, STATUS_CODES } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import type { Chat, Update, User, UserFromGetMe } from "grammy/types";
import { ApiError, tooManyRequests } from "./api-error.js";
import { Chats } from "./chats.js";
import { type Fault, Faults, type Which } from "./faults.js";
import { Files } from "./files.js";
import { type Entry, Log } from "./log.js";
import type { CommandList, State } from "./methods.js";
import { FloodControl, type Rate, rate } from "./rate.js";
import { Seller } from "./seller.js";
import { requestHandler } from "./server.js";
import { type Document, type Shown, shown } from "./shown.js";
import { Updates } from "./updates.js";

export interface Options {
  token?: string;
  /** The folder of a local Bot API server: no 20 MB limit, and files are read from disk. */
  local?: string;
}

interface Refusal {
  status: number;
  retry_after?: number;
  description?: string;
}

/** A real HTTP server that behaves as the Bot API documents, with sellers and faults for tests. */
export class FakeTelegram {
  url = "";
  readonly faults = new Faults();
  readonly flood = new FloodControl();
  readonly #state: State;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #offline = false;

  static async start({ token = "700:test-token", local }: Options = {}): Promise<FakeTelegram> {
    const telegram = new FakeTelegram(token, local);
    await new Promise<void>((done) => telegram.#server.listen(0, "127.0.0.1", done));
    telegram.url = `http://127.0.0.1:${(telegram.#server.address() as AddressInfo).port}`;
    return telegram;
  }

  private constructor(
    readonly token: string,
    local: string | undefined,
  ) {
    const log = new Log();
    const updates = new Updates(() => log.changed());
    const state = { me: bot(token), chats: new Chats(), files: new Files(local), updates, log };
    this.#state = { ...state, commands: [], queries: new Map() };
    this.#server = createServer(requestHandler({ token, state: this.#state, faults: this.faults, flood: this.flood }));
    // A kept connection that is closed just as it is used again would be a fault that no test asked for.
    this.#server.keepAliveTimeout = 75_000;
    this.#server.on("connection", (socket) => {
      if (this.#offline) return socket.destroy();
      this.#sockets.add(socket);
      socket.on("close", () => this.#sockets.delete(socket));
    });
  }

  close(): Promise<void> {
    this.#drop();
    return new Promise((done) => this.#server.close(() => done()));
  }

  user(user: Omit<User, "is_bot">): Seller {
    return new Seller(user, this.#state);
  }

  group(id: number, title: string): Chat {
    return { id, type: id > -1_000_000_000_000 ? "group" : "supergroup", title };
  }

  /** Delivers an update again, with the same number, even after the bot has confirmed it. */
  repeat(update: Update): void {
    this.#state.updates.repeat(update);
  }

  /** How many updates the bot has not confirmed. */
  get pending(): number {
    return this.#state.updates.pending;
  }

  get log(): readonly Entry[] {
    return this.#state.log.entries;
  }

  get commands(): readonly CommandList[] {
    return this.#state.commands;
  }

  rate(chat: number, seconds = 1): Rate {
    return rate(this.#state.log.entries, chat, seconds);
  }

  chat(id: number): Shown[] {
    return this.#state.chats.messages(id).map((kept) => shown(kept, this.#state.me.id));
  }

  /** The documents that the bot has sent into a chat. */
  documents(id: number): Document[] {
    return this.chat(id).flatMap(({ from, document }) => (from === "bot" && document ? [document] : []));
  }

  /** Waits for the first true value of a predicate; looks whenever something has happened. */
  until<T>(predicate: () => T, ms = 30_000): Promise<T> {
    return this.#state.log.until(predicate, ms);
  }

  /** Refuses requests with a status: 429 with `retry_after` in seconds, any other with a description. */
  fail({ status, retry_after = 1, description, ...which }: Which & Refusal): Fault {
    const described = description ?? STATUS_CODES[status] ?? "Unknown";
    const error = status === 429 ? tooManyRequests(retry_after) : new ApiError(status, described);
    return this.faults.add(which, { kind: "fail", error });
  }

  /** Carries requests out, and cuts the connection before the answer. */
  loseAnswer(which: Which): Fault {
    return this.faults.add(which, { kind: "cut", after: 0 });
  }

  /** Carries requests out, and keeps the answers until the fault ends. */
  holdAnswer(which: Which): Fault {
    return this.faults.hold(which, 0);
  }

  /** Neither carries requests out nor ever answers them. */
  swallow(which: Which): Fault {
    return this.faults.add(which, { kind: "swallow" });
  }

  /** Cuts downloads after so many bytes. */
  cutDownload({ after, ...which }: Omit<Which, "method"> & { after: number }): Fault {
    return this.faults.add({ ...which, method: "download" }, { kind: "cut", after });
  }

  /** Stops downloads after so many bytes, until the fault ends. */
  holdDownload({ after, ...which }: Omit<Which, "method"> & { after: number }): Fault {
    return this.faults.hold({ ...which, method: "download" }, after);
  }

  /** Lets downloads go on a byte at a time after so many bytes: slow without end, but never still. */
  trickleDownload({ after, ...which }: Omit<Which, "method"> & { after: number }): Fault {
    return this.faults.add({ ...which, method: "download" }, { kind: "trickle", after });
  }

  /** Makes a method (or `download`) slow; 0 makes it fast again. */
  delay(method: string, ms: number): void {
    this.faults.delays.set(method, ms);
  }

  /** As when the network is gone: cuts every connection, and every new one at once. */
  offline(offline: boolean): void {
    this.#offline = offline;
    if (offline) this.#drop();
  }

  #drop(): void {
    for (const socket of this.#sockets) socket.destroy();
  }
}

function bot(token: string): UserFromGetMe {
  return {
    id: Number(token.split(":")[0]),
    is_bot: true,
    first_name: "Catat",
    username: "catat_bot",
    can_join_groups: true,
    can_read_all_group_messages: true,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  };
}

import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { badRequest } from "./api-error.js";

const places = {
  voice: { folder: "voice", extension: ".oga" },
  audio: { folder: "music", extension: ".mp3" },
  document: { folder: "documents", extension: "" },
  video: { folder: "videos", extension: ".mp4" },
  video_note: { folder: "video_notes", extension: ".mp4" },
};
export type Kind = keyof typeof places;

const cloudLimit = 20 * 1024 * 1024;

export interface Stored {
  file_id: string;
  file_unique_id: string;
  file_path: string;
  bytes: Uint8Array;
  /** As Telegram states it. */
  size: number;
  chat_id: number;
  file_name?: string | undefined;
}

export interface Upload {
  kind: Kind;
  bytes: Uint8Array;
  chat_id: number;
  file_name?: string | undefined;
  /** A size to state that is not the true one. */
  size?: number | undefined;
  /** Whether it is a file that was sent before, if its bytes are known. */
  forwarded?: boolean;
}

/** The files of all chats. With a `local` folder they lie on disk and have no limit, as with a local Bot API server. */
export class Files {
  readonly #stored: Stored[] = [];
  readonly #uniqueIds = new Map<string, string>();

  constructor(readonly local?: string) {}

  add(upload: Upload): Stored {
    const { folder, extension } = places[upload.kind];
    const number = this.#stored.length;
    const path = `${folder}/file_${number}${extname(upload.file_name ?? "") || extension}`;
    const stored = {
      file_id: `BQACAgUAAxkBAAI${Buffer.from(`${upload.kind}:${number}`).toString("base64url")}`,
      file_unique_id: this.#uniqueId(upload, number),
      file_path: this.local ? join(this.local, path) : path,
      bytes: upload.bytes,
      size: upload.size ?? upload.bytes.length,
      chat_id: upload.chat_id,
      file_name: upload.file_name,
    };
    if (this.local) {
      mkdirSync(dirname(stored.file_path), { recursive: true });
      writeFileSync(stored.file_path, upload.bytes);
    }
    this.#stored.push(stored);
    return stored;
  }

  /** What getFile gives. */
  open(file_id: string | undefined): Stored {
    const stored = this.find(file_id);
    if (!stored) throw badRequest("invalid file_id");
    const tooBig = Math.max(stored.size, stored.bytes.length) > cloudLimit;
    if (tooBig && !this.local) throw badRequest("file is too big");
    return stored;
  }

  find(file_id: string | undefined): Stored | undefined {
    return this.#stored.find((s) => s.file_id === file_id);
  }

  /** What a download gets; a local server serves none. */
  at(path: string): Stored | undefined {
    return this.local ? undefined : this.#stored.find((s) => s.file_path === path);
  }

  #uniqueId({ bytes, forwarded }: Upload, number: number): string {
    const content = createHash("sha256").update(bytes).digest("hex");
    const known = forwarded ? this.#uniqueIds.get(content) : undefined;
    const id = known ?? `AgAD${Buffer.from(`unique ${number}`).toString("base64url")}`;
    this.#uniqueIds.set(content, id);
    return id;
  }
}

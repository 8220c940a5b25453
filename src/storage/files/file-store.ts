import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../domain/failure.js";
import type { FileStore, Source, StoredFile } from "../../ports/index.js";
import { giveToOwner, makeFolder } from "../../util/ownership.js";
import { isRecordingFile } from "../maintenance/inspection.js";
import { fileFailure, syncFolder } from "./atomic-file.js";
import { requireRoom } from "./disk-space.js";
import type { Folders } from "./folders.js";
import type { RecordingsFolder } from "./recordings-folder.js";

/**
 * Files readable by their owner alone. `worker` is in the names of temporary ones: once it is gone, they can be swept up.
 * `reserve` bytes of the disk stay free. Where `home` is given, nothing is put into a folder that is not it.
 */
export class DiskFileStore implements FileStore {
  private readonly recordings: string;
  private readonly temporary: string;

  constructor(
    { recordings, temporary }: Folders,
    private readonly worker: string,
    private readonly reserve = 0,
    private readonly home?: RecordingsFolder,
  ) {
    this.recordings = recordings;
    this.temporary = temporary;
    makeFolder(temporary);
    if (!home || home.isOurs()) makeFolder(recordings);
  }

  async take({ name, source }: Source, recordingId: number): Promise<StoredFile> {
    const input = await openSource(name, source);
    try {
      await this.requireRoom((await input.stat()).size);
      return await this.keep(name, input.createReadStream({ autoClose: false }), Number.POSITIVE_INFINITY, recordingId);
    } catch (error) {
      throw takeFailure(name, error);
    } finally {
      await input.close();
    }
  }

  async receive(name: string, bytes: AsyncIterable<Uint8Array>, most: number, recordingId: number) {
    return this.keep(name, bytes, most, recordingId);
  }

  async requireRoom(bytes: number): Promise<void> {
    this.home?.require();
    await requireRoom(this.recordings, bytes, this.reserve);
  }

  path(file: string): string {
    if (!isRecordingFile(file)) throw new Failure("file_not_found", { file });
    return join(this.recordings, file);
  }

  async remove(file: string): Promise<void> {
    if (isRecordingFile(file)) await rm(this.path(file), { force: true });
  }

  scratch(name: string): string {
    return join(this.temporary, `${this.worker}.${name}`);
  }

  private async keep(name: string, bytes: AsyncIterable<Uint8Array>, most: number, id: number): Promise<StoredFile> {
    const file = `${id}-${randomBytes(4).toString("hex")}`;
    const scratch = this.scratch(file);
    try {
      const copied = await copy(bytes, scratch, name, most);
      this.home?.require();
      await ours(this.path(file), rename(scratch, this.path(file)));
      await ours(this.recordings, syncFolder(this.recordings));
      return { file, ...copied };
    } catch (error) {
      await rm(scratch, { force: true });
      throw error;
    }
  }

  async discard(scratch: string): Promise<void> {
    await rm(scratch, { force: true });
  }
}

/** Opened without waiting, so that a FIFO without a writer does not hang; then only a regular file is taken. */
async function openSource(name: string, source: string): Promise<FileHandle> {
  try {
    const handle = await open(source, constants.O_RDONLY | constants.O_NONBLOCK);
    if ((await handle.stat()).isFile()) return handle;
    await handle.close();
  } catch (error) {
    throw takeFailure(name, error);
  }
  throw new Failure("file_not_readable", { file: name, reason: "no regular file" });
}

async function copy(input: AsyncIterable<Uint8Array>, path: string, name: string, most: number) {
  const output = await ours(path, open(path, "wx", 0o600));
  giveToOwner(path);
  const hash = createHash("sha256");
  let bytes = 0;
  try {
    for await (const chunk of input) {
      hash.update(chunk);
      bytes += chunk.length;
      if (bytes > most) throw new Failure("file_too_big", { file: name, bytes, most });
      await ours(path, output.writeFile(chunk));
    }
    if (bytes === 0) throw new Failure("file_empty", { file: name });
    await ours(path, output.sync());
  } finally {
    await output.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** What goes wrong where we write is a fault of the box, not of the recording. */
async function ours<T>(path: string, work: Promise<T>): Promise<T> {
  return work.catch((error: NodeJS.ErrnoException) => {
    throw fileFailure(path, error);
  });
}

function takeFailure(name: string, error: unknown): Failure {
  if (error instanceof Failure) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR") return new Failure("file_not_found", { file: name }, { cause: error });
  return new Failure("file_not_readable", { file: name, reason: code || message }, { cause: error });
}

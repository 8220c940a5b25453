import { open, stat } from "node:fs/promises";
import { Failure } from "../../domain/failure.js";

/** The file's first bytes. Throws what its place on disk has wrong; it may have vanished since it was taken in. */
export async function readHead(path: string, name: string): Promise<Buffer> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new Failure("not_audio", { file: name });
    if (found.size === 0) throw new Failure("file_empty", { file: name });
    const file = await open(path, "r");
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw error instanceof Failure ? error : openFailure(name, error as NodeJS.ErrnoException);
  }
}

function openFailure(file: string, error: NodeJS.ErrnoException): Failure {
  if (error.code === "ENOENT") return new Failure("file_not_found", { file }, { cause: error });
  return new Failure("file_not_readable", { file, reason: error.code ?? error.message }, { cause: error });
}

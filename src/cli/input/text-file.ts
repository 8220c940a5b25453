import { readFile } from "node:fs/promises";
import { Failure } from "../../domain/failure.js";
import { withoutMark } from "../../util/printable.js";

/** What a person wrote into a file, without the byte order mark that some editors begin with. Throws file_not_found, file_not_readable. */
export async function readText(path: string): Promise<string> {
  const text = await readFile(path, "utf8").catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") throw new Failure("file_not_found", { file: path }, { cause });
    throw new Failure("file_not_readable", { file: path, reason: cause.code ?? cause.message }, { cause });
  });
  return withoutMark(text);
}

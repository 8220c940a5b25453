import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { Failure } from "../domain/failure.js";
import { withoutMark } from "../util/printable.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** The environment, completed from `.env` in the working directory; the only reader of process.env. */
export function readEnv(): Env {
  for (const [name, value] of Object.entries(parseEnv(withoutMark(readDotEnv())))) process.env[name] ??= value;
  return process.env;
}

function readDotEnv(): string {
  try {
    return readFileSync(".env", "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return "";
    throw new Failure("file_not_readable", { file: ".env", reason: String(code) }, { cause: error });
  }
}

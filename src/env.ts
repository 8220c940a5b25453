import { Failure } from "./domain/failure.js";

export type Env = Readonly<Record<string, string | undefined>>;

/** The environment, completed from `.env` in the working directory; the only reader of process.env. */
export function readEnv(): Env {
  try {
    process.loadEnvFile();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT")
      throw new Failure("file_not_readable", { file: ".env", reason: String(code) }, { cause: error });
  }
  return process.env;
}

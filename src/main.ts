#!/usr/bin/env node
import { CommanderError } from "commander";
import { program } from "./cli/program.js";
import { stoppedExit } from "./cli/run-report.js";
import { makeIo, say } from "./cli/ui/io.js";
import { usageFailure } from "./cli/usage.js";
import { type Env, readEnv } from "./config/env.js";
import { languageFrom } from "./config/index.js";
import { asFailure } from "./domain/failure.js";
import type { Language } from "./domain/user.js";
import { messages } from "./messages/index.js";

process.exitCode = await main(process.argv);

async function main(argv: string[]): Promise<number> {
  outliveReaders();
  let language: Language = "en";
  try {
    const env = readEnv();
    language = languageFrom(argv, env);
    return await run(argv, env, language);
  } catch (error) {
    const io = makeIo(messages[language], false);
    io.err(`${io.messages.cli.error}: ${say(io, asFailure(error))}`);
    return 1;
  }
}

async function run(argv: string[], env: Env, language: Language): Promise<number> {
  let exit = 0;
  const context = { env, signal: stopSignal() };
  try {
    await program(messages[language].help, context, (code) => {
      exit = code;
    }).parseAsync(argv);
  } catch (error) {
    // Stopped before there was anything to stop.
    if (error === context.signal.reason) return stoppedExit;
    if (!(error instanceof CommanderError)) throw error;
    // Help and the version were asked for; or, without any command, help was shown instead.
    if (error.exitCode !== 0 && error.code !== "commander.help") throw usageFailure(error);
    exit = error.exitCode;
  }
  return exit;
}

/** `catat show 3 | head` closes our output early: what is under way goes on without a reader. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}

/** The first Ctrl-C or SIGTERM stops cleanly, the second at once. */
function stopSignal(): AbortSignal {
  const stop = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    process.on(name, () => {
      if (stop.signal.aborted) process.exit(stoppedExit);
      stop.abort(new Error(name));
    });
  }
  return stop.signal;
}

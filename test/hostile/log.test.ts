import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BotError } from "grammy";
import { expect, it } from "vitest";
import { makeLogger } from "../../src/app/logger.js";
import { loggable } from "../../src/bot/api/errors.js";
import { Failure } from "../../src/domain/failure.js";
import { logFile } from "../../src/storage/files/log-file.js";

it("the log tells what failed, but not the name of a recording: that would outlive it", () => {
  const folder = mkdtempSync(join(tmpdir(), "catat-log-"));
  const path = join(folder, "catat.log");
  const failure = new Failure("damaged", { file: "Bu Sari.ogg" });
  makeLogger("info", logFile(path, folder)).warn({ recording: 3, failure: failure.stored }, "attempt failed");
  const line = readFileSync(path, "utf8");
  expect(line).toContain('"code":"damaged"');
  expect(line).not.toContain("Sari");
});

it("the log has a recording's name in no error either, whoever caught it", () => {
  const lines: string[] = [];
  const log = makeLogger("info", { write: (line: string) => void lines.push(line) } as never);
  const failure = new Failure("file_not_readable", { file: "Bu Sari.ogg", reason: "EIO" });
  log.error({ err: failure }, "could not be stored");
  log.error({ err: new Error("outer", { cause: failure }) }, "could not be stored");
  log.error({ reason: loggable(new BotError(failure, {} as never), "token") }, "update not handled");
  expect(lines.join()).toContain("EIO");
  expect(lines.join()).not.toContain("Sari");
});

it.skipIf(!existsSync("/dev/full"))("a log that finds the disk full does not stop the work", () => {
  const log = makeLogger("info", logFile("/dev/full", tmpdir()));
  for (let i = 0; i < 3; i++) expect(() => log.info({ i }, "line")).not.toThrow();
});

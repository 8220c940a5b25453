import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { makeLogger } from "../../src/logger.js";
import { logFile } from "../../src/storage/log-file.js";

it("the log tells what failed, but not the name of a recording: that would outlive it", () => {
  const folder = mkdtempSync(join(tmpdir(), "catat-log-"));
  const path = join(folder, "catat.log");
  const failure = new Failure("damaged", { file: "Bu Sari.ogg" });
  makeLogger("info", logFile(path, folder)).warn({ recording: 3, failure: failure.stored }, "attempt failed");
  const line = readFileSync(path, "utf8");
  expect(line).toContain('"code":"damaged"');
  expect(line).not.toContain("Sari");
});

it.skipIf(!existsSync("/dev/full"))("a log that finds the disk full does not stop the work", () => {
  const log = makeLogger("info", logFile("/dev/full", tmpdir()));
  for (let i = 0; i < 3; i++) expect(() => log.info({ i }, "line")).not.toThrow();
});

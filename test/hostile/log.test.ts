import { existsSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { makeLogger } from "../../src/logger.js";

it("the log tells what failed, but not the name of a recording: that would outlive it", () => {
  const path = join(mkdtempSync(join(tmpdir(), "catat-log-")), "catat.log");
  const failure = new Failure("damaged", { file: "Bu Sari.ogg" });
  makeLogger("info", path).warn({ recording: 3, failure: failure.stored }, "attempt failed");
  const line = readFileSync(path, "utf8");
  expect(line).toContain('"code":"damaged"');
  expect(line).not.toContain("Sari");
});

it.skipIf(!existsSync("/dev/full"))("a log that finds the disk full does not stop the work", () => {
  const log = makeLogger("info", "/dev/full");
  for (let i = 0; i < 3; i++) expect(() => log.info({ i }, "line")).not.toThrow();
});

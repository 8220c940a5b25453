import { existsSync } from "node:fs";
import { expect, it } from "vitest";
import { makeLogger } from "../../src/logger.js";

it.skipIf(!existsSync("/dev/full"))("a log that finds the disk full does not stop the work", () => {
  const log = makeLogger("info", "/dev/full");
  for (let i = 0; i < 3; i++) expect(() => log.info({ i }, "line")).not.toThrow();
});

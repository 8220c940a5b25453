import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, it } from "vitest";
import { makeLogger } from "../../src/app/logger.js";
import { reportFileName } from "../../src/bot/views/file-name.js";
import { makeIo, say } from "../../src/cli/ui/io.js";
import { table } from "../../src/cli/ui/table.js";
import { messages } from "../../src/messages/index.js";
import { logFile } from "../../src/storage/files/log-file.js";
import { printableJson } from "../../src/util/printable.js";
import { everyFailure } from "../bot/every-failure.js";

const folder = mkdtempSync(join(tmpdir(), "catat-names-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** What a terminal acts on: control characters of both kinds, and those that turn the direction. */
const acts = /[\p{Cc}\u061C\u200E\u200F\u2028\u2029\u202A-\u202E\u2066-\u2069]/u;
const name = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.constantFrom("\u001b[2J", "\u009b31m", "\u202Egpj.ogg", "a\nb", "\u007f\b\b", "../../x", "-rf", "\u2028", "$(x)"),
);

it("what others wrote stays one line in the log, and nothing in it can speak to a terminal", () => {
  const path = join(folder, "catat.log");
  const log = makeLogger("info", logFile(path, folder));
  let lines = 0;
  fc.assert(
    fc.property(name, (text) => {
      log.warn({ failure: { code: "unexpected", facts: { reason: text } }, err: new Error(text) }, text);
      lines += 1;
      const written = readFileSync(path, "utf8").trimEnd().split("\n");
      expect(written).toHaveLength(lines);
      expect(written.at(-1)).not.toMatch(acts);
      expect(JSON.parse(written.at(-1) ?? "").failure.facts.reason).toBe(Buffer.from(text).toString());
    }),
  );
});

it("a name in JSON for scripts reads back as it was, and nothing in it can speak to a terminal", () => {
  fc.assert(
    fc.property(name, (text) => {
      const json = printableJson(JSON.stringify({ name: text }));
      expect(json).not.toMatch(acts);
      expect(JSON.parse(json)).toEqual({ name: text });
    }),
  );
});

it.each(["en", "id"] as const)("every failure that holds a name is one harmless line: %s", (language) => {
  const io = makeIo(messages[language], true);
  fc.assert(
    fc.property(name, (text) => {
      for (const failure of everyFailure(text, 1)) expect(say(io, failure)).not.toMatch(acts);
    }),
  );
});

it("a name, or a heading, in a table of the terminal is one harmless cell", () => {
  fc.assert(
    fc.property(name, (text) => {
      for (const line of [table(["a"], [[text]], 40), table([text], [["a"]], 40)].flatMap((drawn) => drawn.split("\n")))
        expect(line.replace(/\u001b\[\d+m/g, "")).not.toMatch(acts);
    }),
  );
});

it("a name in the name of the report's file leaves letters, digits and dashes alone", () => {
  fc.assert(
    fc.property(name, (text) => {
      const file = reportFileName(messages.id, {
        at: 0,
        name: text,
        user: 7,
        number: 1,
        revision: 1,
        timeZone: "Asia/Jakarta",
      });
      expect(file).toMatch(/^laporan-1970-01-01-[a-z0-9-]+-1\.csv$/);
    }),
  );
});

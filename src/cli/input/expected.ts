import { z } from "zod";
import { Failure } from "../../domain/failure.js";
import type { Template } from "../../domain/template.js";
import { type Expected, precision, recall, recordF1, type Score, score } from "../../extraction/evaluation.js";
import type { ReportView } from "../../reports/view.js";
import { printable } from "../../util/printable.js";
import type { Io } from "../ui/io.js";
import { readText } from "./text-file.js";

const cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const shape = z.array(z.object({ file: z.string(), records: z.array(z.record(z.string(), cell)) }));

/** The rows that were really said, by the name of the recording. */
export type Expectation = ReadonlyMap<string, Expected>;

/** Reads a list of {file, records}. Throws file_not_found, file_not_readable, expected_invalid. */
export async function readExpected(path: string): Promise<Expectation> {
  const text = await readText(path);
  try {
    return new Map(shape.parse(JSON.parse(text)).map((e) => [e.file, e]));
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError ? `${cause.issues[0]?.path.join(".")}: ${cause.issues[0]?.message}` : "JSON";
    throw new Failure("expected_invalid", { file: path, reason }, { cause });
  }
}

export interface Result {
  score: Score & { recordF1: number; precision: number; recall: number };
  notCompared: number;
}

/** Compares a report's rows with what was said. A recording that failed found nothing; a duplicate is not compared. */
export function scoreOf(view: ReportView, expected: Expectation): Result {
  const own = view.recordings.filter((r) => r.outcome !== "duplicate");
  const pairs = own.flatMap(({ recording, rows }) => {
    const said = expected.get(recording.name);
    return said ? [{ expected: said.records, found: rows.map((r) => r.values) }] : [];
  });
  const sums = score(view.report.template, pairs);
  return {
    score: { ...sums, recordF1: recordF1(sums), precision: precision(sums), recall: recall(sums) },
    notCompared: own.length - pairs.length,
  };
}

export function printScore(io: Io, template: Template, { score: s, notCompared }: Result): void {
  const words = io.messages.cli.score;
  const shown = (x: number) => x.toFixed(3);
  io.out(words.title(s.recordings));
  io.out(`  ${words.recordF1(shown(s.recordF1), shown(s.precision), shown(s.recall))}`);
  for (const field of template.fields)
    io.out(`  ${words.field(printable(field.heading), s.fields[field.key] ?? 0, s.expected)}`);
  io.out(`  ${words.wholly(s.whollyRight, s.recordings)}`);
  if (notCompared > 0) io.out(`  ${words.notCompared(notCompared)}`);
}

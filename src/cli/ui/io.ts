import type { Failure, StoredFailure } from "../../domain/failure.js";
import { type Messages, sentence } from "../../messages/index.js";
import { printable, printableJson } from "../../util/printable.js";

/** Where a command prints, and in which language. Results go to `out`, all else to `err`. */
export interface Io {
  messages: Messages;
  out(line: string): void;
  /** A result for scripts, to `out`. */
  json(value: unknown): void;
  err(line: string): void;
  /** Whether `err` is a terminal that a bar can be drawn on. */
  isTerminal: boolean;
}

export function makeIo(messages: Messages, plain: boolean): Io {
  return {
    messages,
    out: (text) => process.stdout.write(`${lines(text)}\n`),
    json: (value) => process.stdout.write(`${jsonText(value)}\n`),
    err: (text) => process.stderr.write(`${lines(text)}\n`),
    isTerminal: Boolean(process.stderr.isTTY) && !plain,
  };
}

/** A text of several lines in which nothing can speak to a terminal, whoever wrote it. */
function lines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/** What is said of a report whose file goes to standard output: beside it. */
export function aside(io: Io): Io {
  return { ...io, out: io.err, json: (value) => io.err(jsonText(value)) };
}

function jsonText(value: unknown): string {
  return printableJson(JSON.stringify(value, null, 2));
}

/** The sentence for a failure, on one line whatever names are in it. */
export function say(io: Io, failure: StoredFailure | Failure): string {
  return printable(sentence(io.messages, "stored" in failure ? failure.stored : failure));
}

import { type DestinationStream, destination, type Logger, pino } from "pino";
import { printableJson } from "../util/printable.js";

/**
 * The log: JSON lines, to a file or (null) to stderr. What people said is never logged above level debug,
 * and secrets and recordings' names, which would outlive what they name, at no level. Other names that somebody chose are in it
 * as JSON has them, and cannot speak to a terminal.
 */
export function makeLogger(level: string, file: DestinationStream | null): Logger {
  const lines = file ?? terminal();
  const to: DestinationStream = { write: (line) => void lines.write(printableJson(line)) };
  return pino(
    {
      level,
      base: { pid: process.pid },
      redact: ["token", "*.token", "authorization", "failure.facts.file", "err.facts.file"],
    },
    to,
  );
}

/** A reader that has gone away must not stop the work. */
function terminal(): DestinationStream {
  return destination({ fd: 2, sync: true }).on("error", () => undefined);
}

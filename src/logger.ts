import { type DestinationStream, destination, type Logger, pino } from "pino";

/**
 * The log: JSON lines, to a file or (null) to stderr. What people said is never logged above level debug,
 * and secrets at no level.
 */
export function makeLogger(level: string, file: string | null): Logger {
  const to: DestinationStream =
    file === null
      ? destination({ fd: 2, sync: true })
      : destination({ dest: file, mkdir: true, sync: true, mode: 0o600 });
  return pino({ level, base: { pid: process.pid }, redact: ["token", "*.token", "authorization"] }, to);
}

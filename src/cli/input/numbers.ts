import { Failure } from "../../domain/failure.js";

/** "3" → 3. Throws report_not_found for what is no report's number. */
export function reportNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new Failure("report_not_found", { report: text });
  return Number(text);
}

/** "3" → report 3; "3.2" → its recording 2. Throws report_not_found. */
export function reportOrRecording(text: string): { report: number; position?: number } {
  const [report = "", position] = text.split(".", 2);
  if (position === undefined) return { report: reportNumber(report) };
  return { report: reportNumber(report), position: reportNumber(position) };
}

/** A Telegram user's number. Throws user_unknown for what can be none. */
export function userNumber(text: string): number {
  const number = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(number)) throw new Failure("user_unknown", { user: text });
  return number;
}

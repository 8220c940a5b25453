import type { Language } from "../../domain/user.js";

/** What a tapped button asks for. */
export type Action =
  | { name: "done" | "cancel" | "cancel-no" | "retry" | "resend" | "private"; report: number }
  | ({ name: "cancel-yes" } & CancelQuestion)
  /** The list of a report's recordings, as a message of its own, or (page) in place of the one that it turns; pages count from 0. */
  | { name: "details" | "page"; report: number; page: number }
  | { name: "recording"; report: number; position: number }
  | { name: "allow" | "deny"; user: number }
  | ({ name: "delete-yes" | "delete-no" } & DeleteQuestion)
  /** For whoever was asked alone: in a group, others see the buttons too. */
  | { name: "language"; language: Language; user: number };

/** Whether a report is cancelled: as it was when that was asked (in seconds since the epoch), with so many recordings. */
export interface CancelQuestion {
  report: number;
  revision: number;
  recordings: number;
  asked: number;
}

/** Whether a user's data is deleted: what there was when that was asked, up to the newest recording's number. */
export interface DeleteQuestion {
  user: number;
  newest: number;
  asked: number;
}

/** As callback data: words with colons between, far below Telegram's 64 bytes. */
export function dataOf(action: Action): string {
  return Object.values(action).join(":");
}

/** Null for what none of our buttons holds. */
export function actionOf(data: string): Action | null {
  const [name, ...given] = data.split(":");
  const action = read(name, given);
  return action && dataOf(action) === data ? action : null;
}

function read(name: string | undefined, [first = "", second = "", third = "", fourth = ""]: string[]): Action | null {
  const [number, another, more, asked] = [whole(first), whole(second), whole(third), whole(fourth)];
  switch (name) {
    case "done":
    case "cancel":
    case "cancel-no":
    case "retry":
    case "resend":
    case "private":
      return number === null ? null : { name, report: number };
    case "cancel-yes":
      if (number === null || another === null || more === null || asked === null) return null;
      return { name, report: number, revision: another, recordings: more, asked };
    case "details":
    case "page":
      return number === null || another === null ? null : { name, report: number, page: another };
    case "recording":
      return number === null || another === null ? null : { name, report: number, position: another };
    case "allow":
    case "deny":
      return number === null ? null : { name, user: number };
    case "delete-yes":
    case "delete-no":
      if (number === null || another === null || more === null) return null;
      return { name, user: number, newest: another, asked: more };
    case "language":
      return (first === "id" || first === "en") && another !== null ? { name, language: first, user: another } : null;
    default:
      return null;
  }
}

function whole(text: string): number | null {
  const number = Number(text);
  return /^\d{1,16}$/.test(text) && Number.isSafeInteger(number) ? number : null;
}

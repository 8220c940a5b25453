import type { Language } from "../domain/person.js";

/** What a tapped button asks for. */
export type Action =
  | { name: "done" | "cancel" | "cancel-yes" | "cancel-no" | "retry" | "resend" | "private"; report: number }
  /** The list of a report's recordings; pages count from 0. */
  | { name: "details"; report: number; page: number }
  | { name: "recording"; report: number; position: number }
  | { name: "allow" | "deny"; user: number }
  /** For whoever was asked alone: in a group, others see the buttons too. */
  | { name: "delete-yes" | "delete-no"; user: number }
  | { name: "language"; language: Language; user: number };

/** As callback data: words with colons between, far below Telegram's 64 bytes. */
export function dataOf(action: Action): string {
  return Object.values(action).join(":");
}

/** Null for what none of our buttons holds. */
export function actionOf(data: string): Action | null {
  const [name, first = "", second = "", ...rest] = data.split(":");
  const action = read(name, first, second);
  return action && rest.length === 0 && dataOf(action) === data ? action : null;
}

function read(name: string | undefined, first: string, second: string): Action | null {
  const [number, another] = [whole(first), whole(second)];
  switch (name) {
    case "done":
    case "cancel":
    case "cancel-yes":
    case "cancel-no":
    case "retry":
    case "resend":
    case "private":
      return number === null ? null : { name, report: number };
    case "details":
      return number === null || another === null ? null : { name, report: number, page: another };
    case "recording":
      return number === null || another === null ? null : { name, report: number, position: another };
    case "allow":
    case "deny":
    case "delete-yes":
    case "delete-no":
      return number === null ? null : { name, user: number };
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

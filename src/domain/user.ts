/** Whose report it is, and the chat that its answers go to. Both are Telegram's numbers; a private chat has its user's. */
export interface Owner {
  user: number;
  chat: number;
}

/** PENDING: asked, and no admin has decided. */
export type Access = "PENDING" | "ALLOWED" | "DENIED";

export const languages = ["en", "id"] as const;
export type Language = (typeof languages)[number];

/** As Telegram tells it. */
export interface Person {
  id: number;
  name: string;
  username: string | null;
}

/** A person who wrote to the bot. */
export interface User extends Person {
  /** What they are spoken to in; null while it is not known. */
  language: Language | null;
  /** Null for somebody whom only the settings let in. */
  access: Access | null;
  /** The admin who decided; null where nobody did, or the command line. */
  decidedBy: number | null;
  decidedAt: number | null;
}

/** Whose report it is, and the chat that its answers go to. Both are Telegram's numbers; a private chat has its user's. */
export interface Owner {
  user: number;
  chat: number;
}

/** PENDING: asked, and no admin has decided. */
export type Access = "PENDING" | "ALLOWED" | "DENIED";

/** A person who wrote to the bot. `language` is their own choice; null until they make one. */
export interface User {
  id: number;
  name: string;
  username: string | null;
  language: "id" | "en" | null;
  /** Null for somebody whom only the settings let in. */
  access: Access | null;
  /** The admin who decided; null where nobody did, or the command line. */
  decidedBy: number | null;
  decidedAt: number | null;
}

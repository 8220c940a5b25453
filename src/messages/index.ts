import { en } from "./en.js";
import { id } from "./id.js";
import type { Messages } from "./messages.js";

/** Every text, by language. */
export const messages: Record<"en" | "id", Messages> = { en, id };
export type { BotMessages, Command, Fault, Person } from "./bot-messages.js";
export { type CliMessages, type Messages, sentence, violationSentence } from "./messages.js";
export { sellerFailure, sellerFault } from "./seller-failure.js";

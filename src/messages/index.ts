import type { Language } from "../domain/user.js";
import { en } from "./en/index.js";
import { id } from "./id/index.js";
import type { Messages } from "./messages.js";

/** Every text, by language. */
export const messages: Record<Language, Messages> = { en, id };
export type { BotMessages, Command, Fault } from "./bot-messages.js";
export { type CliMessages, type Messages, sentence, violationSentence } from "./messages.js";
export { sellerFailure, sellerFault } from "./seller-failure.js";

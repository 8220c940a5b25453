import type { Messages } from "../messages/index.js";
import { type Action, dataOf } from "./actions.js";
import type { Button } from "./text.js";

export function button(text: string, action: Action): Button {
  return { text, data: dataOf(action) };
}

export function doneButtons({ bot }: Messages, report: number): Button[][] {
  return [[button(bot.buttons.done, { name: "done", report })]];
}

export function privateButtons({ bot }: Messages, report: number): Button[][] {
  return [[button(bot.buttons.inPrivate, { name: "private", report })]];
}

export function cancelButtons({ bot }: Messages, report: number): Button[][] {
  return [
    [button(bot.buttons.yes, { name: "cancel-yes", report }), button(bot.buttons.no, { name: "cancel-no", report })],
  ];
}

export function deleteButtons({ bot }: Messages, user: number): Button[][] {
  return [[button(bot.buttons.yes, { name: "delete-yes", user }), button(bot.buttons.no, { name: "delete-no", user })]];
}

export function accessButtons({ bot }: Messages, user: number): Button[][] {
  return [[button(bot.buttons.allow, { name: "allow", user }), button(bot.buttons.deny, { name: "deny", user })]];
}

export function languageButtons({ bot }: Messages, user: number): Button[][] {
  const { languages } = bot.buttons;
  return [(["id", "en"] as const).map((language) => button(languages[language], { name: "language", language, user }))];
}

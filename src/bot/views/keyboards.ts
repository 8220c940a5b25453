import { isLasting } from "../../domain/failure.js";
import type { Messages } from "../../messages/index.js";
import type { ReportView } from "../../reports/view.js";
import { type Action, type CancelQuestion, type DeleteQuestion, dataOf } from "./callback-data.js";
import type { Button } from "./html.js";

export function button(text: string, action: Action): Button {
  return { text, data: dataOf(action) };
}

export function doneButtons({ bot }: Messages, report: number): Button[][] {
  return [[button(bot.buttons.done, { name: "done", report })]];
}

/** Only where something failed that may come out otherwise another time. */
export function retryButtons({ bot }: Messages, { report, recordings }: ReportView): Button[][] {
  const mayPass = recordings.some(
    ({ recording: { status, failure } }) => status === "FAILED" && !(failure && isLasting(failure)),
  );
  return mayPass ? [[button(bot.buttons.retry, { name: "retry", report: report.id })]] : [];
}

export function detailsButton({ bot }: Messages, report: number): Button {
  return button(bot.buttons.details, { name: "details", report, page: 0 });
}

export function privateButtons({ bot }: Messages, report: number): Button[][] {
  return [[button(bot.buttons.inPrivate, { name: "private", report })]];
}

export function cancelButtons({ bot }: Messages, asked: CancelQuestion): Button[][] {
  const { report, revision, recordings, asked: at } = asked;
  const yes = button(bot.buttons.yes, { name: "cancel-yes", report, revision, recordings, asked: at });
  return [[yes, button(bot.buttons.no, { name: "cancel-no", report })]];
}

export function deleteButtons({ bot }: Messages, { user, newest, asked }: DeleteQuestion): Button[][] {
  return [
    [
      button(bot.buttons.yes, { name: "delete-yes", user, newest, asked }),
      button(bot.buttons.no, { name: "delete-no", user, newest, asked }),
    ],
  ];
}

export function accessButtons({ bot }: Messages, user: number): Button[][] {
  return [[button(bot.buttons.allow, { name: "allow", user }), button(bot.buttons.deny, { name: "deny", user })]];
}

export function languageButtons({ bot }: Messages, user: number): Button[][] {
  const { languages } = bot.buttons;
  return [(["id", "en"] as const).map((language) => button(languages[language], { name: "language", language, user }))];
}

import { expect, it } from "vitest";
import { loggable } from "../../src/bot/api/errors.js";
import { settingsFrom } from "../../src/config/index.js";
import { asFailure } from "../../src/domain/failure.js";
import { loginOf, withoutLogin } from "../../src/util/login.js";

it.each([
  ["http://me:secret@host:1/x", "http://host:1/x", { user: "me", password: "secret" }],
  ["me:se@c/r:et@host", "host", { user: "me", password: "se@c/r:et" }],
  ["http://token@host", "http://host", { user: "token", password: "" }],
  ["http://a%40b:100%@host", "http://host", { user: "a@b", password: "100%" }],
  ["http://host:1/x", "http://host:1/x", null],
  ["", "", null],
])("the login in %j is kept apart", (address, shown, login) => {
  expect([withoutLogin(address), loginOf(address)]).toEqual([shown, login]);
});

it.each(["me:secret@host:8080", "http://me:secret@", "htp://me:secret@host"])(
  "a setting that cannot be used is shown without the login in %s",
  (url) => {
    for (const name of ["CATAT_WHISPER_URL", "TELEGRAM_API_ROOT"]) {
      try {
        settingsFrom({ [name]: url });
        expect.unreachable();
      } catch (error) {
        expect(asFailure(error)).toMatchObject({ code: "setting_invalid", facts: { problems: [{ name }] } });
        expect(JSON.stringify(asFailure(error).facts)).not.toContain("secret");
      }
    }
  },
);

it("the login of a Bot API server is not logged with what Telegram's library says of it", () => {
  const error = new Error("request to http://me:secret@127.0.0.1:9/bot1:ABC/getMe failed");
  expect(loggable(error, "1:ABC")).toBe("request to http://127.0.0.1:9/bot<token>/getMe failed");
});

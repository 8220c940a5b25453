import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Action, actionOf, dataOf } from "../../src/bot/actions.js";
import {
  accessButtons,
  cancelButtons,
  deleteButtons,
  doneButtons,
  languageButtons,
  privateButtons,
} from "../../src/bot/buttons.js";
import { messages } from "../../src/messages/index.js";

const whole = fc.maxSafeNat();
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    name: fc.constantFrom("done", "cancel", "cancel-yes", "cancel-no", "retry", "resend", "private"),
    report: whole,
  }),
  fc.record({ name: fc.constant("details"), report: whole, page: whole }),
  fc.record({ name: fc.constant("recording"), report: whole, position: whole }),
  fc.record({ name: fc.constantFrom("allow", "deny", "delete-yes", "delete-no"), user: whole }),
  fc.record({ name: fc.constant("language"), language: fc.constantFrom("id", "en"), user: whole }),
);

describe("what a button asks for", () => {
  it("is read back from its data, which Telegram's 64 bytes hold", () => {
    fc.assert(
      fc.property(action, (asked) => {
        expect(actionOf(dataOf(asked))).toEqual(asked);
        expect(Buffer.byteLength(dataOf(asked))).toBeLessThanOrEqual(64);
      }),
    );
  });

  it.each(["", "done", "done:", "done:-1", "done:1.5", "done:01", "done:1:2", "done:9007199254740993", "details:1"])(
    "is nothing in %j",
    (data) => {
      expect(actionOf(data)).toBeNull();
    },
  );

  it.each(["language:fr:1", "language:id", "allow:x", "constructor:1", "delete-yes", "recording:1:2:3"])(
    "is nothing in %j",
    (data) => {
      expect(actionOf(data)).toBeNull();
    },
  );

  it("is what the question below it says", () => {
    const data = (buttons: { data: string }[][]) => buttons.flat().map((b) => b.data);
    expect(data(doneButtons(messages.id, 7))).toEqual(["done:7"]);
    expect(data(privateButtons(messages.id, 7))).toEqual(["private:7"]);
    expect(data(cancelButtons(messages.id, 7))).toEqual(["cancel-yes:7", "cancel-no:7"]);
    expect(data(deleteButtons(messages.id, 42))).toEqual(["delete-yes:42", "delete-no:42"]);
    expect(data(accessButtons(messages.id, 42))).toEqual(["allow:42", "deny:42"]);
    expect(data(languageButtons(messages.id, 42))).toEqual(["language:id:42", "language:en:42"]);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Action, actionOf, dataOf } from "../../src/bot/views/callback-data.js";
import {
  accessButtons,
  cancelButtons,
  deleteButtons,
  doneButtons,
  languageButtons,
  privateButtons,
} from "../../src/bot/views/keyboards.js";
import { messages } from "../../src/messages/index.js";

const whole = fc.maxSafeNat();
const few = fc.nat(9999);
/** In seconds, for the next three thousand years. */
const moment = fc.nat({ max: 100_000_000_000 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({
    name: fc.constantFrom("done", "cancel", "cancel-no", "retry", "resend", "private"),
    report: whole,
  }),
  fc.record({ name: fc.constant("cancel-yes"), report: whole, revision: few, recordings: few, asked: moment }),
  fc.record({ name: fc.constantFrom("details", "page"), report: whole, page: whole }),
  fc.record({ name: fc.constant("recording"), report: whole, position: whole }),
  fc.record({ name: fc.constantFrom("allow", "deny"), user: whole }),
  fc.record({ name: fc.constantFrom("delete-yes", "delete-no"), user: whole, newest: whole, asked: moment }),
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

  it.each([
    "language:fr:1",
    "language:id",
    "allow:x",
    "constructor:1",
    "delete-yes",
    "delete-yes:42",
    "cancel-yes:7",
    "cancel-yes:7:1:3",
    "recording:1:2:3",
  ])("is nothing in %j", (data) => {
    expect(actionOf(data)).toBeNull();
  });

  it("is what the question below it says", () => {
    const data = (buttons: { data: string }[][]) => buttons.flat().map((b) => b.data);
    expect(data(doneButtons(messages.id, 7))).toEqual(["done:7"]);
    expect(data(privateButtons(messages.id, 7))).toEqual(["private:7"]);
    const asked = { report: 7, revision: 1, recordings: 3, asked: 1_800_000_000 };
    expect(data(cancelButtons(messages.id, asked))).toEqual(["cancel-yes:7:1:3:1800000000", "cancel-no:7"]);
    const deleted = { user: 42, newest: 99, asked: 1_800_000_000 };
    expect(data(deleteButtons(messages.id, deleted))).toEqual([
      "delete-yes:42:99:1800000000",
      "delete-no:42:99:1800000000",
    ]);
    expect(data(accessButtons(messages.id, 42))).toEqual(["allow:42", "deny:42"]);
    expect(data(languageButtons(messages.id, 42))).toEqual(["language:id:42", "language:en:42"]);
  });
});

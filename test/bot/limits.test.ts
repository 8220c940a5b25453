import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveryText, hasDocument } from "../../src/bot/views/delivery.js";
import { detailsText, recordingText } from "../../src/bot/views/details.js";
import { captionLimit, messageLimit, type Text, visibleLength } from "../../src/bot/views/html.js";
import { previewLines } from "../../src/bot/views/preview.js";
import { reportsText } from "../../src/bot/views/reports-list.js";
import { statusText } from "../../src/bot/views/status.js";
import { transcriptOf } from "../../src/domain/transcript.js";
import { messages } from "../../src/messages/index.js";
import { countsOf, rowsOf } from "../../src/reports/view.js";
import { columnsOf } from "../../src/util/display-width.js";
import { hostileReport, hostileText } from "./hostile.js";
import { begun, failed, failure, reportView, timeZone } from "./report.js";
import { readHtml } from "./telegram-html.js";

const language = fc.constantFrom(messages.id, messages.en);
const facts = { number: 30, now: begun, timeZone, ahead: 12, remainingMs: 3e6, maybeSent: true, demo: true };

/** What Telegram takes: within its limit, well-formed, one harmless line a line, with these tags and no others. */
function expectSendable({ html, buttons }: Text, limit: number, tags: RegExp) {
  const read = readHtml(html);
  expect(read.text.length).toBeLessThanOrEqual(limit);
  expect(visibleLength(html)).toBe(read.text.length);
  expect(read.text.trim()).not.toBe("");
  expect(read.text).not.toMatch(/[^\n\P{Cc}]|[\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
  expect(read.tags.join(" ")).toMatch(tags);
  for (const button of buttons.flat()) {
    expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
    expect(button.text).not.toBe("");
  }
}

describe("whatever names, cells and failures hold", () => {
  it("the status message can be sent, with a line for each of 30 recordings", () => {
    fc.assert(
      fc.property(language, hostileReport, (m, view) => {
        const text = statusText(m, view, facts);
        expectSendable(text, messageLimit, /^b$/);
        if (view.report.status === "CANCELLED") return;
        for (const { recording } of view.recordings.slice(0, 30))
          expect(text.html).toContain(`\n${recording.position}. `);
      }),
    );
  });

  it("the delivery can be sent", () => {
    fc.assert(
      fc.property(language, hostileReport, (m, view) => {
        expectSendable(deliveryText(m, view, facts), hasDocument(view) ? captionLimit : messageLimit, /^b( pre)?$/);
      }),
    );
  });

  it("the lists of recordings and of reports can be sent", () => {
    fc.assert(
      fc.property(language, hostileReport, fc.nat(9), (m, view, page) => {
        expectSendable(detailsText(m, view, page, facts), messageLimit, /^b$/);
        const listed = { report: view.report, number: 3, counts: countsOf(view), place: null, sentHere: true };
        expectSendable(reportsText(m, new Array(20).fill(listed), timeZone), messageLimit, /^b( b){8}$/);
      }),
    );
  });

  it("what is in one recording can be sent", () => {
    fc.assert(
      fc.property(language, hostileReport, hostileText, fc.integer({ min: 1, max: 60 }), (m, view, said, times) => {
        const segment = { text: said.repeat(times), start: 0, end: 1, logProbability: 0, noSpeech: 0, words: [] };
        const text = recordingText(m, view, 1, transcriptOf([segment], "id", "demo"), facts);
        if (view.recordings.length === 0) expect(text).toBeNull();
        else expectSendable(text as Text, messageLimit, /^b b( blockquote)?$/);
      }),
    );
  });

  it("the lines of the preview fit a phone", () => {
    fc.assert(
      fc.property(hostileReport, (view) => {
        for (const line of previewLines(messages.id, view.report.template, rowsOf(view))) {
          expect(columnsOf(readHtml(line).text)).toBeLessThanOrEqual(34);
        }
      }),
    );
  });
});

describe("30 recordings with names of 200 characters that failed with long reasons", () => {
  const stored = failure("file_too_big", { file: "x".repeat(200), bytes: 3e9, most: 2e7 });
  const all = Array.from({ length: 30 }, (_, i) => failed(i + 1, stored, { name: "&".repeat(200) }));

  it("are all in the status message, and named in the message of a failed report", () => {
    const status = statusText(messages.id, reportView("OPEN", all), facts);
    const told = deliveryText(messages.id, reportView("FAILED", all), facts);
    expect(readHtml(status.html).text).toMatch(/\n30\. &+… – ❌ terlalu besar/);
    expect(readHtml(told.html).text).toMatch(/\n1\. &+…: terlalu besar.*\n/);
    expect(readHtml(told.html).text.length).toBeLessThanOrEqual(messageLimit);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Failure } from "../../src/domain/failure.js";
import { joinTokens, readAnswer } from "../../src/engines/whisper/response.js";

interface Token {
  word: string;
  start: number;
  end: number;
  probability: number;
}

const token = (word: string, start = 0, end = start, probability = 1): Token => ({ word, start, end, probability });

function segment(text: string, options: object = {}) {
  return { id: 0, text, start: 0, end: 2, avg_logprob: -0.1, no_speech_prob: 0.01, words: [], ...options };
}

const answer = (...segments: object[]) => JSON.stringify({ task: "transcribe", text: "", segments });

describe("tokens become words", () => {
  it("that begin where a token begins with a space", () => {
    const tokens = [token(" Har", 0, 0.2), token("ya", 0.2, 0.3), token("n", 0.3, 0.4), token("to", 0.4, 0.6)];
    expect(joinTokens([...tokens, token(",", 0.6, 0.7), token(" dua", 0.8, 1)])).toEqual([
      { text: "Haryanto,", start: 0, end: 0.7, probability: 1 },
      { text: "dua", start: 0.8, end: 1, probability: 1 },
    ]);
  });

  it("that are as probable as their least probable token", () => {
    expect(joinTokens([token(" Har", 0, 0, 0.9), token("ya", 0, 0, 0.2), token("n", 0, 0, 0.7)])[0]?.probability).toBe(
      0.2,
    );
  });

  it("though the first does not begin with a space, and a space stands alone", () => {
    expect(joinTokens([token("Dua"), token(" "), token("12"), token(" ")]).map((w) => w.text)).toEqual(["Dua", "12"]);
  });

  it("and with spaces between them make up the text again", () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^ ?[a-z,.]{1,4}$/), { minLength: 1 }), (parts) => {
        const words = joinTokens(parts.map((p) => token(p)));
        expect(words.map((w) => w.text).join(" ")).toBe(parts.join("").trim());
      }),
    );
  });
});

describe("an answer becomes segments", () => {
  it("with text trimmed, times, and whisper's own figures", () => {
    const words = [token(" Dua", 0.3, 0.5, 0.9), token(" teh.", 0.5, 1, 0.8)];
    expect(readAnswer(answer(segment(" Dua  teh.", { start: 0.3, end: 1.2000000000000002, words })))).toEqual([
      {
        text: "Dua teh.",
        start: 0.3,
        end: 1.2,
        logProbability: -0.1,
        noSpeech: 0.01,
        words: [
          { text: "Dua", start: 0.3, end: 0.5, probability: 0.9 },
          { text: "teh.", start: 0.5, end: 1, probability: 0.8 },
        ],
      },
    ]);
  });

  it("whose words, where VAD left them in another time, are stretched over them", () => {
    const words = [token(" Dua", 0.1, 0.6), token(" teh", 0.6, 1.1)];
    const [found] = readAnswer(answer(segment(" Dua teh", { start: 4, end: 6, words })));
    expect(found?.words).toMatchObject([
      { start: 4, end: 5 },
      { start: 5, end: 6 },
    ]);
  });

  it("whose words lie in them, whatever the times are", () => {
    const time = fc.double({ min: -1, max: 20, noNaN: true });
    fc.assert(
      fc.property(fc.array(fc.tuple(time, time)), time, time, (times, start, end) => {
        const words = times.map(([from, to]) => token(" x", from, to));
        for (const found of readAnswer(answer(segment("x", { start, end, words })))) {
          expect(found.end).toBeGreaterThanOrEqual(found.start);
          for (const word of found.words) {
            expect(word.end).toBeGreaterThanOrEqual(word.start);
            expect(word.start).toBeGreaterThanOrEqual(found.start);
            expect(word.end).toBeLessThanOrEqual(found.end);
          }
        }
      }),
    );
  });

  it("though figures are missing or null", () => {
    const [found] = readAnswer(JSON.stringify({ segments: [{ id: 0, text: " Dua", avg_logprob: null }] }));
    expect(found).toEqual({ text: "Dua", start: 0, end: 0, logProbability: 0, noSpeech: 0, words: [] });
  });

  it("none, where nothing was said", () => {
    expect(readAnswer(answer())).toEqual([]);
  });
});

describe("a segment is dropped", () => {
  it.each([
    ["without a letter or a digit", " ..."],
    ["without text", " "],
    ["that names a sound in brackets", " [Musik]"],
    ["that names a sound in parentheses", " (tertawa lama)"],
    ["that names a sound between asterisks", " *batuk*"],
    ["of music", " ♪ la la ♪"],
  ])("%s", (_, text) => expect(readAnswer(answer(segment(text)))).toEqual([]));

  it("that whisper itself takes for no speech, by both of its figures", () => {
    const kept = (noSpeech: number, logProbability: number) =>
      readAnswer(answer(segment(" Terima kasih.", { no_speech_prob: noSpeech, avg_logprob: logProbability }))).length;
    expect([kept(0.7, -1.1), kept(0.7, -0.9), kept(0.5, -1.1)]).toEqual([0, 1, 1]);
  });

  it.each([" Pak Budi (toko) dua teh", " [Musik] dua teh", " 12", " dua *batuk* teh"])("but not %j", (text) => {
    expect(readAnswer(answer(segment(text)))).toHaveLength(1);
  });
});

it.each(["", "{", "null", "[]", "{}", '{"text":"dua teh"}', '{"segments":[{"text":1}]}', "<html>"])(
  "what is no answer is a failure that may pass: %j",
  (body) => {
    const read = () => readAnswer(body);
    expect(read).toThrow(Failure);
    expect(read).toThrow("speech_engine_failed");
  },
);

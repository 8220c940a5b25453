import { Failure } from "../domain/failure.js";
import type { Template } from "../domain/template.js";
import type { Transcript } from "../domain/transcript.js";
import type { Finding, LanguageModel } from "../ports/index.js";
import { type Located, locate } from "./evidence.js";
import { isLeak } from "./example-leak.js";
import { merge } from "./merge.js";
import { asData, systemPrompt } from "./prompt.js";
import { answerSchema, readAnswer, type Values } from "./response.js";
import { verify } from "./verify/verify.js";
import { halves, nextStart, type Window, windowFrom } from "./windows.js";

/**
 * Models drop records from long lists, the smaller the sooner, so a window stays well under what the context would hold: about
 * three minutes of speech at most. The demo model found 22 of 35 names in six minutes of speech in windows of an eighth of its
 * 1,024 tokens, and fewer in larger ones.
 */
const mostWindowTokens = 600;
const windowShare = 1 / 8;
/** An answer repeats each value with its keys: up to three tokens for each one heard, and some for the frame. */
const answerFactor = 3;
const answerFrame = 64;
/** What any answer may take: a model that loses its way in a short text comes to the bounds of the schema, and ends. */
const answerLeast = 400;

/**
 * Extracts a transcript's rows, in the order of what was said, each checked against it. An empty transcript asks nothing.
 * Throws the model's failures, and answer_invalid when a repaired answer cannot be used either.
 */
export async function extract(
  transcript: Transcript,
  template: Template,
  model: LanguageModel,
  signal: AbortSignal,
): Promise<Finding> {
  const reader: Reader = { transcript, template, model, signal };
  const rows = await readWindows(reader);
  const leaks = isLeak(template, transcript.text);
  const kept = rows.filter((row) => !leaks(row));
  return { rows: verify(kept, template, transcript), droppedRows: rows.length - kept.length };
}

interface Reader {
  transcript: Transcript;
  template: Template;
  model: LanguageModel;
  signal: AbortSignal;
}

async function readWindows(reader: Reader): Promise<Located[]> {
  const { segments, text } = reader.transcript;
  const fits = await windowBudget(reader);
  let rows: Located[] = [];
  for (let first = 0; first < segments.length; ) {
    const window = await windowFrom(segments, first, fits);
    const found = await readWindow(reader, window);
    rows = merge(rows, found, text);
    first = window.end === segments.length ? window.end : nextStart(segments, window, found);
  }
  return rows;
}

/** Whether a text leaves room for its answer in the model's context. */
async function windowBudget({ template, model, signal }: Reader): Promise<(text: string) => Promise<boolean>> {
  const question = { system: systemPrompt(template), schema: answerSchema(template) };
  const empty = await model.promptTokens({ ...question, user: "" }, signal);
  const room = Math.floor((model.contextTokens - empty - answerFrame) / (1 + answerFactor));
  const most = Math.min(mostWindowTokens, model.contextTokens * windowShare, room);
  return async (text) => (await model.promptTokens({ ...question, user: text }, signal)) - empty <= most;
}

/** The rows of one window. Where the answer is too long for the model's context, the halves are read instead. */
async function readWindow(reader: Reader, window: Window): Promise<Located[]> {
  try {
    const records = await askTwice(reader, window.text);
    return locate(records, reader.transcript, window.from, window.to);
  } catch (error) {
    const parts = halves(reader.transcript.segments, window);
    if (!isTooLong(error) || parts.length < 2) throw error;
    const rows: Located[] = [];
    for (const part of parts) rows.push(...(await readWindow(reader, part)));
    return rows;
  }
}

function isTooLong(error: unknown): boolean {
  return error instanceof Failure && (error.code === "answer_cut_off" || error.code === "transcript_too_long");
}

/** Asks; an answer that cannot be used gets one repair attempt, with what was wrong in the instruction. */
async function askTwice(reader: Reader, text: string): Promise<Values[]> {
  try {
    return await ask(reader, text);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== "answer_invalid") throw error;
    return ask(reader, text, (error as Failure<"answer_invalid">).facts.reason);
  }
}

async function ask({ template, model, signal }: Reader, text: string, complaint?: string): Promise<Values[]> {
  const question = { system: systemPrompt(template, complaint), user: asData(text), schema: answerSchema(template) };
  const whole = await model.promptTokens(question, signal);
  const room = model.contextTokens - whole;
  const heard = whole - (await model.promptTokens({ ...question, user: "" }, signal));
  const wanted = Math.max(answerLeast, answerFrame + 2 * answerFactor * heard);
  const answerTokens = Math.max(answerFrame, Math.min(room, wanted));
  return readAnswer(template, await model.ask(question, answerTokens, signal));
}

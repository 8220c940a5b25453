import { z } from "zod";
import { mostCharacters } from "../domain/bounds.js";
import { Failure } from "../domain/failure.js";
import type { FieldType } from "../domain/kind.js";
import type { Value } from "../domain/row.js";
import type { Field, Template } from "../domain/template.js";

export type Values = Record<string, Value>;

/** Against a model that runs away: more than a note of half an hour was ever seen to hold. */
const mostRecords = 100;

/**
 * JSON schema of an answer, in the subset that Ollama and llama.cpp both turn into a grammar:
 * nullable as a list of types or `oneOf`, since `anyOf` compiles to null there.
 */
export function answerSchema(template: Template): object {
  return {
    type: "object",
    properties: {
      records: { type: "array", maxItems: mostRecords, items: recordSchema(template) },
    },
    required: ["records"],
    additionalProperties: false,
  };
}

function recordSchema(template: Template): object {
  return {
    type: "object",
    properties: Object.fromEntries(template.fields.map((f) => [f.key, cellSchema(f)])),
    required: template.fields.map((f) => f.key),
    additionalProperties: false,
  };
}

/**
 * A text is bounded here too: a small model that meets what it never learned repeats itself until something stops it.
 * node-llama-cpp passes over a bound beside a list of types.
 */
function cellSchema({ type }: Field): object {
  if (type !== "string") return { type: [type, "null"] };
  return { oneOf: [{ type: "string", maxLength: mostCharacters }, { type: "null" }] };
}

/**
 * Reads a model's answer: JSON of the schema's shape, checked here again whatever the engine promised. A value that its field
 * does not take is no fault of the shape: it must not cost its neighbours, and is flagged later. Texts are cleaned of control
 * characters and cut to their room; a record in which nothing was said is left out. Throws answer_invalid.
 */
export function readAnswer(template: Template, text: string): Values[] {
  const parsed = answerShape(template).safeParse(parseJson(text));
  if (!parsed.success) {
    throw new Failure("answer_invalid", { reason: complaintOf(parsed.error) });
  }
  return (parsed.data.records as Values[]).map(clean).filter((r) => Object.values(r).some((v) => v !== null));
}

function answerShape(template: Template) {
  const fields = template.fields.map((f): [string, z.ZodType] => [f.key, cellShape(f)]);
  return z.strictObject({ records: z.array(z.strictObject(Object.fromEntries(fields))).max(mostRecords) });
}

function cellShape(field: Field): z.ZodType {
  const shapes: Record<FieldType, z.ZodType> = {
    string: z.string(),
    integer: z.number(),
    number: z.number(),
    boolean: z.boolean(),
  };
  return shapes[field.type].nullable();
}

/** For the model, in its instruction: none of the words that it wrote itself. */
function complaintOf({ issues: [issue] }: z.ZodError): string {
  const what = issue?.code === "unrecognized_keys" ? "a key that was not asked for" : issue?.message;
  return `${issue?.path.join(".") || "answer"}: ${what}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, finite);
  } catch (cause) {
    throw new Failure("answer_invalid", { reason: "not JSON" }, { cause });
  }
}

/** 1e999 is a number in JSON, and could not be stored as one. */
function finite(_key: string, value: unknown): unknown {
  return typeof value === "number" ? Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, value)) : value;
}

/** What small models write for "not said" where they should write null. */
const nothing = /^(null|none|n\/a|-|—|\?|tidak (ada|disebut(kan)?|diketahui))?$/i;

function clean(record: Values): Values {
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      if (typeof value !== "string") return [key, value];
      const text = value.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim();
      return [key, nothing.test(text) ? null : text.slice(0, mostCharacters).replace(/\p{Cs}$/u, "")];
    }),
  );
}

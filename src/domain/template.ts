import { z } from "zod";
import { type FieldType, fieldTypes, type Kind, kinds, kindsOf } from "./kind.js";
import { type Problem, problemsOf } from "./problem.js";
import type { Value } from "./row.js";

/** How something is said, and the value that belongs in the cell. */
export interface Example {
  said: string;
  value: Value;
}

/** One column of the report. */
export interface Field {
  /** Name in the model's answer: lower case, digits and `_`. */
  key: string;
  /** Heading in the CSV, exactly. */
  heading: string;
  type: FieldType;
  kind?: Kind | undefined;
  /** The smallest and the largest number that belongs in the cell: another one is flagged. */
  least?: number | undefined;
  most?: number | undefined;
  /** For the prompt: what belongs in the cell. */
  description: string;
  examples: Example[];
}

export function isNumeric({ type }: Field): boolean {
  return type === "integer" || type === "number";
}

/** A whole note and its records, for the prompt. */
export interface WorkedExample {
  said: string;
  records: Record<string, Value>[];
}

/** What to write down of each recording. The fields are data: the drinks report is only the built-in one. */
export interface Template {
  name: string;
  /** What one record stands for: "one buyer spoken of". */
  record: string;
  fields: Field[];
  examples: WorkedExample[];
  /** Made-up words that the examples use: a row that contains one that nobody said was copied from the prompt, and is dropped. */
  invented: string[];
}

const value = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);
const field = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, "a-z, 0-9, _"),
  heading: z.string().trim().min(1).max(100),
  type: z.enum(fieldTypes),
  kind: z.enum(kinds).optional(),
  least: z.number().optional(),
  most: z.number().optional(),
  description: z.string().trim().min(1).max(1000),
  examples: z
    .array(z.strictObject({ said: z.string().min(1).max(500), value }))
    .max(20)
    .default([]),
});
const template = z.strictObject({
  name: z.string().trim().min(1).max(60),
  record: z.string().trim().min(1).max(300),
  fields: z.array(field).min(1).max(20),
  examples: z
    .array(z.strictObject({ said: z.string().min(1).max(2000), records: z.array(z.record(z.string(), value)).max(20) }))
    .max(10)
    .default([]),
  invented: z.array(z.string().min(1).max(60)).max(100).default([]),
});
const names = ["name", "record", "fields", "examples", "invented", ...Object.keys(field.shape), "said", "value"];

/** Checks what a template file holds. Gives the template, or everything that is wrong with it at once. */
export function parseTemplate(input: unknown): { template: Template } | { problems: Problem[] } {
  const parsed = template.safeParse(input);
  if (!parsed.success) return { problems: problemsOf(parsed.error, input, names) };
  const { data } = parsed;
  const problems = [...twice(data, "key"), ...twice(data, "heading"), ...misfits(data), ...strangers(data)];
  return problems.length > 0 ? { problems } : { template: data };
}

/** Two fields with one key, or one heading, could not be told apart. */
function twice(template: Template, name: "key" | "heading"): Problem[] {
  const seen = new Set<string>();
  return template.fields.flatMap((field, i) => {
    if (seen.has(field[name])) return [{ field: i + 1, name, kind: "twice" as const, given: field[name] }];
    seen.add(field[name]);
    return [];
  });
}

/** A kind that the field's type cannot be, bounds of what is no number, and bounds that nothing is within. */
function misfits(template: Template): Problem[] {
  return template.fields.flatMap((given, i) => {
    const wrong = (name: "kind" | "least" | "most", expected: string) =>
      given[name] === undefined
        ? []
        : [{ field: i + 1, name, kind: "wrong" as const, given: String(given[name]), expected }];
    const { type, kind, least = -Infinity, most = Infinity } = given;
    const kinds = kindsOf[type];
    return [
      ...(kind && !kinds.includes(kind) ? wrong("kind", kinds.join(", ")) : []),
      ...(isNumeric(given) ? [] : (["least", "most"] as const).flatMap((name) => wrong(name, "type integer, number"))),
      ...(least > most ? wrong("most", `≥ ${least}`) : []),
    ];
  });
}

/** Keys in the worked examples that no field has. */
function strangers(template: Template): Problem[] {
  const known = new Set(template.fields.map((f) => f.key));
  const used = new Set(template.examples.flatMap((e) => e.records.flatMap((r) => Object.keys(r))));
  return [...used]
    .filter((key) => !known.has(key))
    .map((key) => ({ name: "examples", kind: "unknown_value", given: key, expected: [...known].join(", ") }));
}

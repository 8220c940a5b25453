import { kindOf } from "./kind.js";
import type { Value } from "./row.js";
import type { Field, Template } from "./template.js";

/** Characters of a text in a cell, against a model that repeats itself: more than any address was seen to have. */
export const mostCharacters = 200;

/** Whether a value is one that its field takes. A text that fills its room was cut off. */
export function isWithin(value: Value, field: Field, template: Template): boolean {
  if (typeof value === "number") return isNumberWithin(value, field);
  if (typeof value !== "string") return true;
  return kindOf(field) === "category" ? isNamed(value, field, template) : value.length < mostCharacters - 1;
}

/** Beyond the safe integers a number cannot be told from its neighbours. */
function isNumberWithin(value: number, field: Field): boolean {
  const [smallest, largest] = [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const { type, least = kindOf(field) === "count" ? 0 : smallest, most = largest } = field;
  return value >= least && value <= most && (type !== "integer" || Number.isInteger(value));
}

/** Whether an example has it; any value is right where no example has one. */
function isNamed(value: string, { key, examples }: Field, template: Template): boolean {
  const cells = examples.map((example) => example.value);
  const records = template.examples.flatMap((example) => example.records.map((record) => record[key]));
  const named = [...cells, ...records].filter((named) => typeof named === "string");
  return named.length === 0 || named.some((other) => other.toLowerCase() === value.toLowerCase());
}

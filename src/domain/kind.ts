export const fieldTypes = ["string", "integer", "number", "boolean"] as const;
export type FieldType = (typeof fieldTypes)[number];

/**
 * What a field asks for, which decides how a value is checked. text: as it was said. category: one of a few values, which
 * the examples name. count: how many, in which a house number is wrong. amount: any other number (a price, a weight, an hour).
 */
export const kinds = ["text", "category", "count", "amount", "yes/no"] as const;
export type Kind = (typeof kinds)[number];

/** The kinds that a type may be; the first is meant where a field says none. */
export const kindsOf: Record<FieldType, readonly Kind[]> = {
  string: ["text", "category"],
  integer: ["amount", "count"],
  number: ["amount", "count"],
  boolean: ["yes/no"],
};

const howMany = /jumlah|banyak|total|qty|quantity/i;

/** A field's kind. Where it says none, as in templates of old, type and heading tell. */
export function kindOf(field: { type: FieldType; heading: string; kind?: Kind | undefined }): Kind {
  if (field.kind) return field.kind;
  const [usual = "text", ...others] = kindsOf[field.type];
  return others.includes("count") && howMany.test(field.heading) ? "count" : usual;
}

import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";

/** One thing that is wrong in what a person wrote (a template, the settings, a command), as facts for `messages`. */
export interface Problem {
  /** Number of the field in a template, from 1. */
  field?: number;
  name: string;
  kind: "missing" | "unknown_name" | "unknown_value" | "wrong" | "twice" | "excess";
  given?: string;
  expected?: string;
  meant?: string;
}

/** The candidate that somebody probably meant, if one is near: `int` → `integer`, `desciption` → `description`. */
export function meant(given: string, candidates: readonly string[]): string | undefined {
  const word = given.toLowerCase();
  const longer = candidates.find((c) => word.length > 1 && c.toLowerCase().startsWith(word));
  if (longer || candidates.length === 0) return longer;
  const near = closest(word, [...candidates]);
  return distance(word, near) <= Math.max(2, Math.floor(near.length / 3)) ? near : undefined;
}

/** zod's findings as Problems. `input` is what was parsed, `names` the names that are known at any level. */
export function problemsOf(error: z.ZodError, input: unknown, names: readonly string[]): Problem[] {
  return error.issues.flatMap((issue) => {
    const at = placeOf(issue.path);
    const given = valueAt(input, issue.path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => trim({ ...at, name: key, kind: "unknown_name", meant: meant(key, names) }));
    }
    if (given === undefined || given === "") return [{ ...at, kind: "missing" as const }];
    if (issue.code === "invalid_value") {
      const values = issue.values.map(String);
      const problem = { ...at, kind: "unknown_value" as const, given: String(given), expected: values.join(", ") };
      return [trim({ ...problem, meant: meant(String(given), values) })];
    }
    return [{ ...at, kind: "wrong" as const, given: shown(given), expected: issue.message }];
  });
}

function placeOf(path: readonly PropertyKey[]): { field?: number; name: string } {
  const name = String(path.findLast((step) => typeof step === "string") ?? "");
  const inField = path[0] === "fields" && typeof path[1] === "number";
  return inField ? { field: (path[1] as number) + 1, name } : { name };
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown> | undefined)?.[step], input);
}

function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function trim(problem: Omit<Problem, "meant"> & { meant: string | undefined }): Problem {
  const { meant, ...rest } = problem;
  return meant === undefined ? rest : { ...rest, meant };
}

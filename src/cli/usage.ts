import type { CommanderError } from "commander";
import { Failure } from "../domain/failure.js";
import type { Problem } from "../domain/problem.js";

/** What commander found wrong with the command line, as a Failure. */
export function usageFailure(error: CommanderError): Failure {
  const problem = problemOf(error.code, error.message);
  if (!problem) return new Failure("unexpected", { reason: error.message }, { cause: error });
  return new Failure("usage_invalid", { problem }, { cause: error });
}

/** commander tells what it found in its message alone. */
function problemOf(code: string, message: string): Problem | null {
  const [name = "", given = ""] = [...message.matchAll(/'((?:[^']|'(?=\S))*)'/g)].map((m) => m[1]);
  switch (code) {
    case "commander.unknownCommand":
    case "commander.unknownOption": {
      const meant = /\(Did you mean (?:one of )?(.+)\?\)/.exec(message)?.[1];
      return { name, kind: "unknown_name", ...(meant ? { meant } : {}) };
    }
    case "commander.missingArgument":
    case "commander.missingMandatoryOptionValue":
    case "commander.optionMissingArgument":
      return { name, kind: "missing" };
    case "commander.excessArguments":
      return { name, kind: "excess" };
    case "commander.invalidArgument": {
      const expected = /Allowed choices are (.+)\.$/.exec(message)?.[1] ?? "";
      return { name, kind: "wrong", given, expected };
    }
    default:
      return null;
  }
}

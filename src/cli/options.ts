import { type Command, Option } from "commander";
import { languages } from "../domain/user.js";
import type { HelpMessages } from "../messages/messages.js";
import { formats } from "./report-file.js";

export type Make = (name: string, description: string, examples: string[]) => Command;

/** The options of every command. */
export function shared(command: Command, help: HelpMessages): Command {
  return command
    .option("--data-dir <folder>", help.dataDir)
    .addOption(new Option("--lang <language>", help.lang).choices(languages))
    .option("--verbose", help.verbose);
}

export function output(command: Command, help: HelpMessages): Command {
  return command
    .option("-o, --output <file>", help.output)
    .addOption(new Option("--format <format>", help.format).choices(formats));
}

export function engines(command: Command, help: HelpMessages): Command {
  return command
    .addOption(new Option("--extractor <extractor>", help.extractor).choices(["ollama", "embedded"]))
    .option("--whisper-model <model>", help.whisperModel)
    .option("--extraction-model <model>", help.extractionModel)
    .addOption(delimiter(help));
}

export function delimiter(help: HelpMessages): Option {
  return new Option("--delimiter <character>", help.delimiter).choices([",", ";"]);
}

export function exampleText(help: HelpMessages, examples: string[]): string {
  return `\n${help.examples}\n${examples.map((e) => `  ${e}`).join("\n")}`;
}

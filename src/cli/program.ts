import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Argument, Command } from "commander";
import { services as serviceNames } from "../app/app.js";
import { projectRoot } from "../config/index.js";
import type { HelpMessages } from "../messages/messages.js";
import { exportCommand } from "./commands/export.js";
import { healthCommand } from "./commands/health.js";
import { processCommand } from "./commands/process.js";
import { reportsCommand } from "./commands/reports.js";
import { resumeCommand } from "./commands/resume.js";
import { retryCommand } from "./commands/retry.js";
import { serveCommand } from "./commands/serve.js";
import { showCommand } from "./commands/show.js";
import { addUpkeep } from "./commands/upkeep.js";
import { decideCommand, usersCommand } from "./commands/users.js";
import type { Context } from "./context.js";
import { delimiter, engines, exampleText, type Make, output, shared } from "./options.js";

/** The command line. `done` gets the exit status of the command that ran. Throws CommanderError, which nothing was said of yet. */
export function program(help: HelpMessages, context: Context, done: (exit: number) => void): Command {
  const catat = localized(new Command("catat"), help)
    .description(help.program)
    .version(version(), "-V, --version", help.version)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  const plain: Make = (name, description, examples) =>
    shared(catat.command(name).description(description), help).addHelpText("after", exampleText(help, examples));
  const command: Make = (...given) => plain(...given).option("--json", help.json);

  engines(
    output(command("process", help.process, processExamples).argument("<files or folders...>", help.files), help)
      .option("--template <file>", help.template)
      .option("--expected <file>", help.expected),
    help,
  ).action(async (paths, options) => done(await processCommand(context, paths, options)));

  engines(
    command("resume", help.resume, ["catat resume", "catat resume 3"]).argument("[report]", help.reportArgument),
    help,
  ).action(async (report, options) => done(await resumeCommand(context, report, options)));

  command("reports", help.reports, ["catat reports", "catat reports --json"]).action(async (options) =>
    done(await reportsCommand(context, options)),
  );

  command("show", help.show, ["catat show 3", "catat show 3 --json"])
    .argument("<report>", help.reportArgument)
    .action(async (report, options) => done(await showCommand(context, report, options)));

  output(
    command("export", help.export, ["catat export 3", "catat export 3 --delimiter ';' --output laporan.csv"]),
    help,
  )
    .argument("<report>", help.reportArgument)
    .addOption(delimiter(help))
    .action(async (report, options) => done(await exportCommand(context, report, options)));

  engines(
    command("retry", help.retry, ["catat retry 3", "catat retry 3.2", "catat retry 3.2 --again"])
      .argument("<report|recording>", help.retryArgument)
      .option("--again", help.again),
    help,
  ).action(async (what, options) => done(await retryCommand(context, what, options)));

  addServices(plain, help, context, done);
  command("health", help.health, ["catat health", "catat health bot"])
    .addArgument(new Argument("[service]", help.serviceArgument).choices(serviceNames))
    .action(async (service, options) => done(await healthCommand(context, service, options)));
  addUsers(command, help, context, done);
  addUpkeep(command, help, context, done);
  return catat.addHelpText("after", `\n${help.settings}`);
}

/** They print no result. */
function addServices(command: Make, help: HelpMessages, context: Context, done: (exit: number) => void): void {
  const kinds = {
    serve: { bot: true, worker: true },
    bot: { bot: true, worker: false },
    worker: { bot: false, worker: true },
  };
  for (const [name, services] of Object.entries(kinds) as [keyof typeof kinds, { bot: boolean; worker: boolean }][]) {
    engines(command(name, help[name], [`catat ${name}`, `catat ${name} --verbose`]), help).action(async (options) =>
      done(await serveCommand(context, services, options)),
    );
  }
}

function addUsers(command: Make, help: HelpMessages, context: Context, done: (exit: number) => void): void {
  const users = command("users", help.users, [
    "catat users",
    "catat users allow 123456789",
    "catat users deny 123456789",
  ]);
  users.action(async (options) => done(await usersCommand(context, options)));
  for (const [name, access] of [["allow", "ALLOWED"] as const, ["deny", "DENIED"] as const]) {
    shared(users.command(name).description(help[name]), help)
      .option("--json", help.json)
      .addHelpText("after", exampleText(help, [`catat users ${name} 123456789`]))
      .argument("<number>", help.userArgument)
      .action(async (id, _options, own: Command) =>
        done(await decideCommand(context, access, id, own.optsWithGlobals())),
      );
  }
}

/** Subcommands inherit it. The descriptions name the choices, so commander need not. */
function localized(command: Command, help: HelpMessages): Command {
  const { usage, arguments: args, options, commands } = help.titles;
  const titles: Record<string, string> = {
    "Usage:": usage,
    "Arguments:": args,
    "Options:": options,
    "Commands:": commands,
  };
  return command
    .helpOption("-h, --help", help.help)
    .helpCommand("help [command]", help.help)
    .configureHelp({ styleTitle: (title) => titles[title] ?? title, optionDescription: (o) => o.description });
}

function version(): string {
  return JSON.parse(readFileSync(join(projectRoot, "package.json"), "utf8")).version;
}

const processExamples = [
  "catat process rekaman/",
  "catat process pagi.ogg siang.mp3 --output laporan.csv --delimiter ';'",
  "catat process rekaman/ --format json --output laporan.json",
  "catat process models/demo/recordings --extractor embedded --whisper-model demo",
];

import type { HelpMessages } from "../../messages/messages.js";
import type { Context } from "../context.js";
import type { Make } from "../options.js";
import { backupCommand, restoreCommand } from "./backup.js";
import { checkCommand } from "./check.js";
import { purgeCommand } from "./purge.js";
import { tidyCommand } from "./tidy.js";

/** The commands that look after the data. */
export function addUpkeep(command: Make, help: HelpMessages, context: Context, done: (exit: number) => void): void {
  command("check", help.check, ["catat check", "catat check --json"]).action(async (options) =>
    done(await checkCommand(context, options)),
  );
  command("backup", help.backup, ["catat backup /media/usb/catat.tar"])
    .argument("<file>", help.archiveArgument)
    .action(async (file, options) => done(await backupCommand(context, file, options)));
  command("restore", help.restore, ["catat restore /media/usb/catat.tar", "catat restore catat.tar --force"])
    .argument("<file>", help.archiveArgument)
    .option("--force", help.force)
    .action(async (file, options) => done(await restoreCommand(context, file, options)));
  command("tidy", help.tidy, ["catat tidy"]).action(async (options) => done(await tidyCommand(context, options)));
  command("purge", help.purge, ["catat purge --user 123456789"])
    .requiredOption("--user <number>", help.user)
    .action(async (options) => done(await purgeCommand(context, options)));
}

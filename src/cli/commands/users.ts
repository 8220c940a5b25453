import type { Access, User } from "../../domain/user.js";
import { shown } from "../../util/printable.js";
import { type Context, type Options, withApp } from "../context.js";
import { userNumber } from "../input/numbers.js";
import { table } from "../ui/table.js";

/** `catat users`: who wrote to the bot, and who is let in. */
export async function usersCommand(context: Context, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const { admins, allowed } = app.settings.telegram;
    const users = await app.chats.users();
    const accessOf = (user: User) => (admins.includes(user.id) || allowed.includes(user.id) ? "LISTED" : user.access);
    if (options.json) {
      io.json(users.map((user) => ({ ...user, access: accessOf(user) })));
      return 0;
    }
    if (users.length === 0) io.err(io.messages.cli.noUsers);
    const { userColumns, accesses } = io.messages.cli;
    if (users.length > 0)
      io.out(
        table(
          [userColumns.id, userColumns.name, userColumns.access],
          users.map((user) => [
            String(user.id),
            shown([user.name, user.username && `@${user.username}`].filter(Boolean).join(" "), 60),
            accesses[accessOf(user) ?? "NONE"],
          ]),
        ),
      );
    return 0;
  });
}

/** `catat users allow 123`, `catat users deny 123`: what an admin decides in the chat, or takes back. */
export async function decideCommand(context: Context, access: Access, id: string, options: Options): Promise<number> {
  const number = userNumber(id);
  return withApp(context, options, {}, async (app, io) => {
    const user = await app.chats.decide(number, access, null);
    if (options.json) io.json(user);
    else io.out(io.messages.cli.userDecided(user.id, access === "ALLOWED"));
    return 0;
  });
}

import { lastBeats, type Service, services } from "../../app/app.js";
import { faultOf } from "../../app/service-fault.js";
import { messages } from "../../messages/index.js";
import type { Context, Options } from "../context.js";
import { settingsOf } from "../run-settings.js";
import { makeIo, say } from "../ui/io.js";

/** `catat health`: looks at what the services say of themselves, and starts nothing. Works beside anything, and takes no lock. */
export async function healthCommand(context: Context, service: Service | undefined, options: Options): Promise<number> {
  const settings = settingsOf(context, options, {});
  const io = makeIo(messages[settings.language], false);
  const found = (service ? [service] : services).map((name) => {
    const failure = faultOf(name, lastBeats(settings, name), Date.now(), settings.dataDir);
    return { service: name, works: failure === null, failure: failure && say(io, failure) };
  });
  if (options.json) io.json(found);
  else for (const { service: name, failure } of found) io.out(failure ?? io.messages.cli.serviceWorks(name));
  return found.every(({ works }) => works) ? 0 : 1;
}

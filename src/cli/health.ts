import { type Beat, lastBeats, type Service, services } from "../app.js";
import { Failure } from "../domain/failure.js";
import { messages } from "../messages/index.js";
import type { Context, Options } from "./context.js";
import { makeIo, say } from "./io.js";
import { settingsOf } from "./run-settings.js";

/** Four beats missed. */
export const silentSeconds = 60;

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

/** What is wrong with a service whose processes last said this of themselves, the newest first: nothing where one of them works. */
export function faultOf(service: Service, beats: readonly Beat[], now: number, path: string) {
  const faults = beats.map(({ at, fault }) => {
    const seconds = (now - at) / 1000;
    return seconds > silentSeconds ? new Failure("service_silent", { service, seconds }) : fault;
  });
  const [newest = new Failure("service_stopped", { service, path })] = faults;
  return faults.includes(null) ? null : newest;
}

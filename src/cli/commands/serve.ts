import type { App, RunningBot, Service } from "../../app/app.js";
import { keepTidy } from "../../app/keep-tidy.js";
import { keepWorking } from "../../app/keep-working.js";
import { Heart } from "../../app/report-health.js";
import { watchWorkers } from "../../app/watch-workers.js";
import type { Failure } from "../../domain/failure.js";
import { withEither } from "../../util/either.js";
import { type Context, type Options, withApp } from "../context.js";
import { type Io, say } from "../ui/io.js";

export interface Services {
  bot: boolean;
  worker: boolean;
}

/** `catat serve`, `catat bot`, `catat worker`: runs until it is stopped. Throws what keeps it from starting. */
export async function serveCommand(context: Context, services: Services, options: Options): Promise<number> {
  return withApp(context, options, {}, async (app, io) => {
    const bot = services.bot ? await app.openBot(context.signal) : null;
    app.serveTidily();
    if (app.settings.demo) io.err(io.messages.cli.demoModels);
    if (bot) io.err(io.messages.cli.botRuns(bot.username));
    if (services.worker) io.err(io.messages.cli.workerRuns);
    const run = [
      ...(bot ? [heard(app, "bot", bot.run), (signal: AbortSignal) => watchWorkers(app, bot, signal)] : []),
      ...(services.worker ? [heard(app, "worker", worker(app, io, bot))] : []),
    ];
    await runAll([...run, (signal) => keepTidy(app.serveTidily, signal)], context.signal);
    io.err(io.messages.cli.serviceStopped);
    return 0;
  });
}

type Run = (signal: AbortSignal, onFault: (fault: Failure | null) => void) => Promise<void>;

/** Lets `catat health` know how it goes, for as long as it runs. */
function heard(app: App, service: Service, run: Run): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    const heart = new Heart(app, service);
    await run(signal, (fault) => heart.set(fault)).finally(() => heart.stop());
  };
}

/** Runs them side by side; when one breaks, the others are stopped too. */
async function runAll(services: ((signal: AbortSignal) => Promise<void>)[], signal: AbortSignal): Promise<void> {
  const stop = new AbortController();
  const ended = await withEither([signal, stop.signal], (either) =>
    Promise.allSettled(
      services.map((run) =>
        run(either).catch((error: unknown) => {
          stop.abort();
          throw error;
        }),
      ),
    ),
  );
  const broken = ended.find((e) => e.status === "rejected");
  if (broken) throw broken.reason;
}

function worker(app: App, io: Io, bot: RunningBot | null): Run {
  let last = "";
  const tell = (failure: Failure) => {
    const sentence = say(io, failure);
    if (sentence !== last) io.err(`${io.messages.cli.error}: ${sentence}`);
    last = sentence;
    app.log.error({ failure: failure.stored, err: failure.cause }, "the worker waits: the box has a fault");
    void bot?.tellAdmins(failure);
  };
  return (signal, onFault) =>
    keepWorking(
      {
        async ready(either) {
          await app.ready(either);
          last = "";
          onFault(null);
        },
        work: (either) => app.work(null, either),
        onFault(failure) {
          tell(failure);
          onFault(failure);
        },
      },
      signal,
    );
}

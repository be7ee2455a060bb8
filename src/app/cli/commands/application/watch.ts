import { type Command, InvalidArgumentError } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import { explanationText, stepText } from '#app/cli/application/print-attempt.ts';
import { serverNames } from '#app/cli/application/print-settings.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { CliError } from '#app/cli/cli-error.ts';
import { findData } from '#app/cli/find-data.ts';
import { leaf } from '#app/cli/leaf.ts';
import { timeText } from '#app/cli/views.ts';
import { type AttemptFeed, watchAttempts } from '#app/control/watch-attempts.ts';
import type { Explanation } from '#core/applications/explain.ts';
import { AttemptStories } from '#core/applications/watch/attempt-stories.ts';
import type { WatchedEvent } from '#core/applications/watch/attempt-watch.ts';
import type { ApplicationRow } from '#store/operations/application/application-row.ts';

type Options = CommonOptions & {
  readonly tenant?: string;
  readonly language?: string;
  readonly host?: string;
  readonly timeout: number;
  readonly once?: boolean;
};

/** Seconds that are watched unless told otherwise: time for some tries. */
const secondsUsual = 600;

/** Seconds of the longest watch: a day. Our choice. */
const secondsMax = 86_400;

export function applicationWatch(parent: Command, cli: Cli): void {
  leaf(parent, 'watch <name>', {
    summary: 'Show the attempts of an application as they happen, and what goes wrong in them',
    examples: [
      'application watch Nextcloud',
      'application watch Nextcloud --once --timeout 60 --language de',
    ],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .option('--language <tag>', 'of the explanations, as "de"; its own otherwise')
    .option('--host <name>', "the server's name; the configuration's otherwise")
    .option('--timeout <seconds>', 'ends after so long', parseSeconds, secondsUsual)
    .option('--once', 'ends with the first attempt; exit code 1 where it was refused')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot watch the application "${name}"`, async ({ store }) => {
        const row = await applicationOf(store, name, options.tenant);
        const feed = await watchAttempts(findData(options), row);
        if (feed === undefined) {
          throw new CliError(`Cannot watch the application "${name}"`, {
            why: 'No server runs on this data directory',
            advice: 'Start it first: "postamt serve"',
          });
        }
        await follow(cli, feed, { row, options });
      }),
    );
}

async function follow(
  cli: Cli,
  feed: AttemptFeed,
  { row, options }: { readonly row: ApplicationRow; readonly options: Options },
): Promise<void> {
  const { address: login, fromAddresses } = row;
  const language = options.language ?? row.language;
  const { host } = serverNames(options);
  const stories = new AttemptStories({ host, login, fromAddresses, language });
  const print = printer(cli, options);
  print.begin(row);
  const late = setTimeout(feed.close, options.timeout * 1_000);
  let told: Explanation | undefined;
  try {
    for await (const event of feed.events) {
      print.step(event);
      const explanation = stories.take(event);
      if (explanation === undefined) continue;
      told = explanation;
      print.explanation(explanation, event.connection);
      if (options.once === true) break;
    }
  } finally {
    clearTimeout(late);
    feed.close();
  }
  if (told === undefined) {
    told = stories.nothing();
    print.explanation(told, '');
  }
  if (options.once === true && !told.ok) cli.exitCode = 1;
}

/** Text for people; for scripts a line of JSON for each step and each explanation. */
function printer(cli: Cli, { json = false }: Options) {
  const { stdout } = cli.world;
  const say = (text: string, value: unknown): void => {
    stdout.write(`${json ? JSON.stringify(value) : text}\n`);
  };
  return {
    begin: ({ name, address: login }: ApplicationRow): void =>
      say(`Watching "${name}": press "Send e-mail" in it now. Ctrl-C ends.`, {
        watching: name,
        login,
      }),
    step: (event: WatchedEvent): void => say(stepText(event), { ...event, at: timeText(event.at) }),
    explanation: (explanation: Explanation, connection: string): void =>
      say(`${explanationText(explanation)}\n`, { connection, ...explanation }),
  };
}

function parseSeconds(text: string): number {
  const seconds = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (seconds >= 1 && seconds <= secondsMax) return seconds;
  throw new InvalidArgumentError(`Write a number of seconds, up to ${secondsMax}.`);
}

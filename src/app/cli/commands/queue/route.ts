import type { Command } from 'commander';

import { idOf, parseHostPort, type HostPort } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { leaf } from '#app/cli/leaf.ts';
import { routeQueued, type Way } from '#store/operations/queue/route-queued.ts';

type Options = CommonOptions & {
  readonly recipient?: string;
  readonly direct?: boolean;
  readonly smartHost?: number;
  readonly host?: HostPort;
};

export function queueRoute(parent: Command, cli: Cli): void {
  leaf(parent, 'route', {
    summary: 'Send a message another way, at once: direct, by a smart host or to a named server',
    examples: [
      'queue route 17 --direct',
      'queue route 17 --smart-host 2 --recipient ben@example.com',
      'queue route 17 --host mx.example.net:2525',
    ],
  })
    .argument('<id>', 'as "queue list" shows it', idOf('queue list'))
    .option('--recipient <address>', 'for this recipient only')
    .option('--direct', "by the mail servers of the recipients' domains")
    .option('--smart-host <id>', 'as "smart-host list" shows it', idOf('smart-host list'))
    .option('--host <host[:port]>', 'to this server, whatever the DNS says', parseHostPort)
    .action((queueId: number, options: Options) =>
      cli.withStore(options, `Cannot route the message ${queueId}`, async (work) => {
        const { store, actor, output } = work;
        const way = wayOf(options);
        const input = { actor, queueId, address: options.recipient, way };
        const { recipients } = await store.write(routeQueued, input);
        const number = recipients === 1 ? 'one recipient' : `${recipients} recipients`;
        output.result(`The message ${queueId} goes another way: ${number}`, {
          id: queueId,
          way,
          recipients,
        });
      }),
    );
}

function wayOf({ direct, smartHost, host }: Options): Way {
  const ways: Way[] = [
    ...(direct === true ? [{ kind: 'direct' } as const] : []),
    ...(smartHost === undefined ? [] : [{ kind: 'smart-host', id: smartHost } as const]),
    ...(host === undefined ? [] : [{ kind: 'host', ...host } as const]),
  ];
  const [way, other] = ways;
  if (way !== undefined && other === undefined) return way;
  throw usageError(
    'Cannot route the message',
    way === undefined ? 'No way was given' : 'Several ways were given',
    'Give one of --direct, --smart-host ID and --host HOST',
  );
}

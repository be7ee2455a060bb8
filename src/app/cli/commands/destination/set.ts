import type { Command } from 'commander';

import { parseCount } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName } from '#app/cli/look-up.ts';
import { parseSpan } from '#app/cli/span.ts';
import { setDestinationRule } from '#store/operations/relay/destination-rule.ts';

type Options = CommonOptions & {
  readonly connections?: number;
  readonly retry?: number;
  readonly expiry?: number;
};

export function destinationSet(parent: Command, cli: Cli): void {
  leaf(parent, 'set <domain>', {
    summary: 'Let mail to a domain go out by a rule of its own; without options, as usual again',
    examples: [
      'destination set slow.example.com --connections 1 --retry 30m',
      'destination set example.com --expiry 2d',
      'destination set example.com',
    ],
  })
    .option('--connections <n>', 'connections at once at most', parseCount)
    .option('--retry <time>', 'before the second attempt, then twice as long each time', parseSpan)
    .option('--expiry <time>', 'in the queue, then the message comes back', parseSpan)
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot set the rule for "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const domain = domainName(text);
        const { connections = 0, retry = 0, expiry = 0 } = options;
        const rule = { domain, connectionsMax: connections, retryMs: retry, expiryMs: expiry };
        await store.write(setDestinationRule, { actor, ...rule });
        const isUsual = connections + retry + expiry === 0;
        output.result(`Mail to ${domain} goes out ${isUsual ? 'as usual' : 'by this rule'}`, rule);
      }),
    );
}

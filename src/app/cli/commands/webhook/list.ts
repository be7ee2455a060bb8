import type { Command } from 'commander';

import { applicationOf, applicationsOf } from '#app/cli/application/application-of.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { webhooksOf } from '#app/cli/webhook/webhook-of.ts';
import { webhookStateText, webhookView } from '#app/cli/webhook/webhook-view.ts';

type Options = CommonOptions & { readonly application?: string; readonly tenant?: string };

export function webhookList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the URLs that hear what becomes of the mail of applications',
    examples: ['webhook list', 'webhook list --application Shop --json'],
  })
    .option('--application <name>', 'of this application only')
    .option('--tenant <name>', 'of this tenant only')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list the webhooks', async ({ store, output }) => {
        const { application, tenant } = options;
        const all =
          application === undefined
            ? await applicationsOf(store, tenant)
            : [await applicationOf(store, application, tenant)];
        const names = new Map(all.map(({ accountId, name }) => [accountId, name]));
        const [only] = all;
        const wanted =
          application === undefined || only === undefined ? {} : { accountId: only.accountId };
        const rows = (await webhooksOf(store, wanted))
          .filter(({ accountId }) => names.has(accountId))
          .map((webhook) => webhookView(webhook, names.get(webhook.accountId)));
        output.table(
          rows,
          [
            { heading: 'ID', of: ({ id }) => String(id), right: true },
            { heading: 'APPLICATION', of: (row) => row.application ?? '-' },
            { heading: 'URL', of: ({ url }) => url },
            { heading: 'EVENTS', of: ({ events }) => events.join(',') },
            { heading: 'WAITING', of: ({ waiting }) => String(waiting), right: true },
            { heading: 'STATE', of: webhookStateText },
          ],
          { none: 'There are no webhooks', values: rows },
        );
      }),
    );
}

import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { heldView } from '#app/cli/limit/limit-view.ts';
import { tenantOf } from '#app/cli/look-up.ts';
import { listHeldSenders } from '#store/operations/limits/find-sender.ts';

type Options = CommonOptions & { readonly tenant?: string };

/** Accounts shown at once. */
const shownMax = 1_000;

export function limitList(parent: Command, cli: Cli): void {
  leaf(parent, 'list', {
    summary: 'List the accounts whose mail is held, or that are locked',
    examples: ['limit list', 'limit list --tenant Acme --json'],
  })
    .option('--tenant <name>', 'of this tenant only')
    .action((options: Options) =>
      cli.withStore(options, 'Cannot list held accounts', async ({ store, output }) => {
        const { tenant } = options;
        const scope =
          tenant === undefined ? {} : { tenantId: (await tenantOf(store, tenant)).tenantId };
        const rows = (await store.read(listHeldSenders, { ...scope, limit: shownMax })).map(
          heldView,
        );
        output.table(
          rows,
          [
            { heading: 'ACCOUNT', of: ({ address }) => address },
            { heading: 'STATE', of: ({ state }) => state },
            { heading: 'SINCE', of: ({ since }) => since?.slice(0, 19).replace('T', ' ') ?? '-' },
            { heading: 'HELD', of: ({ heldMessages }) => String(heldMessages), right: true },
            { heading: 'SEEN', of: ({ seen }) => seen },
          ],
          { none: 'No mail is held, and nobody is locked', values: rows },
        );
      }),
    );
}

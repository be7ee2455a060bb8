import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import { type Expiry, expiryTime, parseExpiry } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText } from '#app/cli/look-up.ts';
import { addSuppression } from '#store/operations/suppression/add-suppression.ts';

type Options = CommonOptions & PlaceOptions & { readonly note: string; readonly expires?: Expiry };

export function suppressionAdd(parent: Command, cli: Cli): void {
  leaf(parent, 'add <address>', {
    summary: 'Keep applications from writing to an address; people still may',
    examples: [
      'suppression add gone@example.com --note "asked us to stop"',
      'suppression add gone@example.com --application Nextcloud --expires 90d',
    ],
  })
    .option('--application <name>', 'this application only; all of the tenant otherwise')
    .option('--tenant <name>', 'of this tenant')
    .option('--note <text>', 'why, for whoever looks later', '')
    .option('--expires <when>', 'a day, as 2027-01-31, or a time from now, as 90d', parseExpiry)
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot put "${text}" on the list`, async (work) => {
        const { store, actor, output, clock } = work;
        const address = addressText(text);
        const { tenantId, accountId, list } = await suppressionPlace(store, options);
        const { expires, note: evidence } = options;
        const expiresAt = expires === undefined ? null : expiryTime(expires, clock.now());
        const entry = { tenantId, accountId, address, evidence, expiresAt };
        await store.write(addSuppression, { actor, ...entry, reason: 'manual' });
        output.result(`"${address}" gets no more mail of ${list}`, { address, list });
      }),
    );
}

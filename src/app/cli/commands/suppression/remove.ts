import type { Command } from 'commander';

import { type PlaceOptions, suppressionPlace } from '#app/cli/application/suppression-place.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText } from '#app/cli/look-up.ts';
import { removeSuppression } from '#store/operations/suppression/remove-suppression.ts';

export function suppressionRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <address>', {
    summary: 'Let applications write to an address again',
    examples: [
      'suppression remove back@example.com',
      'suppression remove back@example.com --application Nextcloud',
    ],
  })
    .option('--application <name>', "from this application's own list; the tenant's otherwise")
    .option('--tenant <name>', 'of this tenant')
    .action((text: string, options: CommonOptions & PlaceOptions) =>
      cli.withStore(options, `Cannot take "${text}" off the list`, async (work) => {
        const { store, actor, output } = work;
        const address = addressText(text);
        const { tenantId, accountId, list } = await suppressionPlace(store, options);
        await store.write(removeSuppression, { actor, tenantId, accountId, address });
        output.result(`"${address}" gets mail of ${list} again`, { address, list });
      }),
    );
}

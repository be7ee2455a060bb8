import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { type DkimOptions, keyOwner, keysInUse } from '#app/cli/dkim/dkim-keys-of.ts';
import { showKeys } from '#app/cli/dkim/show-keys.ts';
import { leaf } from '#app/cli/leaf.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';

export function dkimRotate(parent: Command, cli: Cli): void {
  leaf(parent, 'rotate <domain>', {
    summary: 'Make new keys now; they sign once their records are seen in the DNS',
    examples: ['dkim rotate example.org'],
  })
    .option('--application <name>', 'keys of its own for an application')
    .action((text: string, options: DkimOptions) =>
      cli.withStore(options, `Cannot make keys for "${text}"`, async (work) => {
        const { store, output, clock, secrets, actor } = work;
        const owner = await keyOwner(store, text, options);
        await keysInUse(store, owner);
        const maker = { store, secrets, actor, now: clock.now() };
        showKeys(output, await preparePair(maker, owner));
      }),
    );
}

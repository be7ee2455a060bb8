import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { type DkimOptions, keyOwner } from '#app/cli/dkim/dkim-keys-of.ts';
import { showKeys } from '#app/cli/dkim/show-keys.ts';
import { leaf } from '#app/cli/leaf.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';

export function dkimCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <domain>', {
    summary: 'Make the first keys of a domain, or of an application, and show their records',
    examples: ['dkim create example.org', 'dkim create example.org --application shop'],
  })
    .option('--application <name>', 'keys of its own for an application')
    .action((text: string, options: DkimOptions) =>
      cli.withStore(options, `Cannot make keys for "${text}"`, async (work) => {
        const { store, output, clock, secrets, actor } = work;
        const owner = await keyOwner(store, text, options);

        const maker = { store, secrets, actor, now: clock.now() };
        showKeys(output, await preparePair(maker, owner));
      }),
    );
}

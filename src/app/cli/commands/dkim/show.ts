import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { type DkimOptions, keyOwner, keysInUse } from '#app/cli/dkim/dkim-keys-of.ts';
import { showKeys } from '#app/cli/dkim/show-keys.ts';
import { leaf } from '#app/cli/leaf.ts';

export function dkimShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show <domain>', {
    summary: 'Show the records that the DNS of a domain needs, as zone lines and as name and value',
    examples: ['dkim show example.org', 'dkim show example.org --application shop --json'],
  })
    .option('--application <name>', 'those of an application')
    .action((text: string, options: DkimOptions) =>
      cli.withStore(options, `Cannot show the keys of "${text}"`, async ({ store, output }) => {
        showKeys(output, await keysInUse(store, await keyOwner(store, text, options)));
      }),
    );
}

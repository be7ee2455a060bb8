import type { Command } from 'commander';

import type { Cli } from '#app/cli/cli.ts';
import { exitCode } from '#app/cli/cli-error.ts';
import { type DkimOptions, keyOwner, keysInUse } from '#app/cli/dkim/dkim-keys-of.ts';
import { dkimKeyView } from '#app/cli/dkim/dkim-view.ts';
import { ownResolver } from '#app/cli/dkim/own-resolver.ts';
import { leaf } from '#app/cli/leaf.ts';
import { keyPublication } from '#core/signing-keys/key-published.ts';

type Options = DkimOptions & { readonly resolver?: string };

export function dkimCheck(parent: Command, cli: Cli): void {
  leaf(parent, 'check <domain>', {
    summary: 'Ask the DNS for the records of the keys; exit code 1 when one is not as it should be',
    examples: ['dkim check example.org', 'dkim check example.org --resolver 127.0.0.1 --json'],
  })
    .option('--application <name>', 'those of an application')
    .option('--resolver <address>', 'ask this DNS server, as 127.0.0.1 or 127.0.0.1:5353')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot check the keys of "${text}"`, async (work) => {
        const { store, output, clock } = work;
        const keys = await keysInUse(store, await keyOwner(store, text, options));
        const resolver = ownResolver(options, clock);
        const rows = [];
        for (const key of keys) {
          rows.push({ ...dkimKeyView(key), dns: await keyPublication(resolver, key) });
        }
        if (rows.some(({ dns }) => dns !== 'published')) cli.exitCode = exitCode.failed;
        output.table(
          rows,
          [
            { heading: 'SELECTOR', of: ({ selector }) => selector },
            { heading: 'STATE', of: ({ state }) => state },
            { heading: 'DNS', of: ({ dns }) => dns },
          ],
          { none: 'There are no keys', values: rows },
        );
      }),
    );
}

import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { domainOf } from '#app/cli/look-up.ts';
import { leaf } from '#app/cli/leaf.ts';
import { removeDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function dkimRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove <domain> <selector>', {
    summary: 'Erase a private key now, as when somebody else has it',
    examples: ['dkim remove example.org pa202611a-rsa --yes'],
  })
    .option('--yes', 'do not ask')
    .action((text: string, selector: string, options: Options) =>
      cli.withStore(options, `Cannot remove the key ${selector}`, async (work) => {
        const { store, output, actor } = work;
        const { name: domain } = await domainOf(store, text);
        const question = `Erase the key ${selector} of ${domain}? Nothing is signed by it any more.`;
        await confirm(cli.world, question, options.yes);
        await store.write(removeDkimKeys, { actor, domain, selectors: [selector] });
        const record = `${selector}._domainkey.${domain}. TXT "v=DKIM1; p="`;
        const told = `Removed the key ${selector}. To revoke it, publish: ${record}`;
        output.result(told, { domain, selector });
      }),
    );
}

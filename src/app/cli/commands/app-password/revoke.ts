import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { revokeCredential } from '#store/operations/directory/revoke-credential.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function appPasswordRevoke(parent: Command, cli: Cli): void {
  leaf(parent, 'revoke', {
    summary: 'Take an app password back at once',
    examples: ['app-password revoke ada@example.org 17'],
  })
    .argument('<address>')
    .argument('<id>', 'as "app-password list" shows it', idOf('app-password list'))
    .option('--yes', 'do not ask')
    .action((text: string, credentialId: number, options: Options) =>
      cli.withStore(options, `Cannot revoke an app password of "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, address } = await accountOf(store, text);
        const question = `Revoke the app password ${credentialId} of "${address}"?`;
        await confirm(cli.world, question, options.yes);
        await store.write(revokeCredential, { actor, accountId, credentialId });
        output.result(`Revoked the app password ${credentialId} of "${address}"`, {
          revoked: credentialId,
          address,
        });
      }),
    );
}

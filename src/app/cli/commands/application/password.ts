import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { replacePassword } from '#core/applications/make-application.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function applicationPassword(parent: Command, cli: Cli): void {
  leaf(parent, 'password <name>', {
    summary: 'Give an application a new password, shown once; the one before is no good any more',
    examples: ['application password Nextcloud', 'application password Nextcloud --json'],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot set the password of "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, name, address } = await applicationOf(store, text, options.tenant);
        const { password, revoked } = await replacePassword(store, { actor, accountId });
        output.result(`Set the password of "${name}" (${address})\nPassword: ${password}`, {
          name,
          login: address,
          password,
          revoked,
        });
      }),
    );
}

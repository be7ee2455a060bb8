import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import {
  accountChanges,
  type AccountOptions,
  withAccountOptions,
} from '#app/cli/commands/account/account-options.ts';
import { given } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf, domainOf } from '#app/cli/look-up.ts';
import { type PasswordOptions, readPassword, withPasswordOptions } from '#app/cli/read-password.ts';
import { accountView } from '#app/cli/views.ts';
import { setPassword } from '#core/auth/set-password.ts';
import { formatAddress, parseNewAddress } from '#core/directory/address.ts';
import { createAccount } from '#store/operations/directory/create-account.ts';

/** `password` is false after `--no-password`. */
type Options = CommonOptions & AccountOptions & PasswordOptions & { readonly password: boolean };

export function accountCreate(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'create <address>', {
    summary: 'Make an account with its mailboxes and a password',
    examples: [
      'account create ada@example.org --name "Ada Lindqvist" --quota 5G',
      'account create ben@example.org --generate --json',
      'account create clara@example.org --password-stdin < secret.txt',
      'account create admin@example.org --admin server',
    ],
  });
  withPasswordOptions(withAccountOptions(command))
    .option('--no-password', 'nobody logs in before "account set-password"')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot create the account "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const address = parseNewAddress(text);
        const { tenantId } = await domainOf(store, address.domain);
        const secret = options.password ? await readPassword(cli.world, options) : undefined;
        const { accountId } = await store.write(createAccount, {
          actor,
          tenantId,
          address,
          displayName: '',
          language: 'en',
          admin: 0,
          bytesMax: 0,
          countMax: 0,
          ...given(accountChanges(options)),
        });
        if (secret !== undefined) {
          await setPassword(store, { actor, accountId, password: secret.password });
        }
        const view = accountView(await accountOf(store, formatAddress(address)));
        const told = secret?.generated === true ? secret.password : undefined;
        output.result(
          `Created the account "${view.address}"${told === undefined ? '' : `\nPassword: ${told}`}`,
          told === undefined ? view : { ...view, password: told },
        );
      }),
    );
}

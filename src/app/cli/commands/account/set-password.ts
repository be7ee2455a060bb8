import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { type PasswordOptions, readPassword, withPasswordOptions } from '#app/cli/read-password.ts';
import { setPassword } from '#core/auth/set-password.ts';

export function accountSetPassword(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'set-password <address>', {
    summary: "Set an account's password; app passwords stay",
    examples: [
      'account set-password ada@example.org',
      'account set-password ada@example.org --generate',
      'account set-password ada@example.org --password-stdin < secret.txt',
    ],
  });
  withPasswordOptions(command).action((text: string, options: CommonOptions & PasswordOptions) =>
    cli.withStore(options, `Cannot set the password of "${text}"`, async (work) => {
      const { store, actor, output } = work;
      const { accountId, address } = await accountOf(store, text);
      const { password, generated } = await readPassword(cli.world, options);
      await setPassword(store, { actor, accountId, password });
      output.result(
        `Set the password of "${address}"${generated ? `\nPassword: ${password}` : ''}`,
        generated ? { address, password } : { address },
      );
    }),
  );
}

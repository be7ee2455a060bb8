import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { listPasskeys, removePasskey } from '#store/operations/sign-in/passkeys.ts';
import { readTotp, removeTotp } from '#store/operations/sign-in/totp.ts';

type Options = CommonOptions & { readonly yes?: boolean; readonly passkeys?: boolean };

export function accountRemoveSecondStep(parent: Command, cli: Cli): void {
  leaf(parent, 'remove-second-step <address>', {
    summary: 'Let somebody in who has lost the phone: the password alone is enough again',
    examples: [
      'account remove-second-step ada@example.org',
      'account remove-second-step ada@example.org --passkeys --yes',
    ],
  })
    .option('--passkeys', 'forget all passkeys, too')
    .option('--yes', 'do not ask')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot remove the second step of "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, address } = await accountOf(store, text);
        const hasTotp = (await store.read(readTotp, accountId)) !== undefined;
        const passkeys = options.passkeys === true ? await store.read(listPasskeys, accountId) : [];
        await confirm(
          cli.world,
          `Let whoever knows the password of "${address}" in without a code?`,
          options.yes,
        );
        // Without one the refusal says so.
        if (hasTotp || passkeys.length === 0) await store.write(removeTotp, { actor, accountId });
        for (const { passkeyId } of passkeys) {
          await store.write(removePasskey, { actor, accountId, passkeyId });
        }
        output.result(`Removed the second step of "${address}"`, {
          address,
          totp: hasTotp,
          passkeys: passkeys.length,
        });
      }),
    );
}

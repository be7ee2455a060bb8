import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import {
  type ApplicationOptions,
  optionalText,
  withApplicationOptions,
} from '#app/cli/application/application-options.ts';
import { applicationView } from '#app/cli/application/application-view.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { given, needsChange } from '#app/cli/given.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText } from '#app/cli/look-up.ts';
import { updateApplication } from '#store/operations/application/update-application.ts';

type Options = CommonOptions &
  ApplicationOptions & { readonly tenant?: string; readonly name?: string };

export function applicationUpdate(parent: Command, cli: Cli): void {
  const command = leaf(parent, 'update <name>', {
    summary: 'Change what an application sends as and where it comes from; lists as a whole',
    examples: [
      'application update Nextcloud --from cloud@example.org --from info@example.org',
      'application update Nextcloud --network 192.0.2.7 --network 2001:db8::/64',
      'application update Nextcloud --network any --mail-to none --name "Cloud"',
    ],
  });
  withApplicationOptions(command)
    .option('--tenant <name>', 'where several tenants have one of that name')
    .option('--name <name>', 'new name')
    .action((text: string, options: Options) =>
      cli.withStore(options, `Cannot update the application "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, tenant, name } = await applicationOf(store, text, options.tenant);
        const { from, network, kind } = options;
        const mailTo = optionalText(options.mailTo);
        const changes = given({
          name: options.name,
          kind,
          fromAddresses: from.length === 0 ? undefined : from,
          networks: network.length === 0 ? undefined : network.filter((one) => one !== 'any'),
          mailTo: mailTo === undefined || mailTo === '' ? mailTo : addressText(mailTo),
          dkimStream: optionalText(options.dkimStream),
        });
        needsChange(changes, '--name, --from, --network, --mail-to, --dkim-stream or --kind');
        await store.write(updateApplication, { actor, accountId, ...changes });
        const row = await applicationOf(store, options.name ?? name, tenant);
        output.result(`Updated the application "${row.name}"`, applicationView(row));
      }),
    );
}

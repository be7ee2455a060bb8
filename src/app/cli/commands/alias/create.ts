import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { addressText, aliasAddress, aliasOf, domainOf } from '#app/cli/look-up.ts';
import { aliasView } from '#app/cli/views.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';

type Options = CommonOptions & { readonly group?: boolean };

export function aliasCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <address> <targets...>', {
    summary: 'Make an address that leads to others, here or elsewhere',
    examples: [
      'alias create info@example.org ada@example.org',
      'alias create team@example.org ada@example.org ben@example.org carl@elsewhere.example --group',
      "alias create '*@example.org' ada@example.org",
    ],
  })
    .option('--group', 'a list of people: nobody sends mail in its name')
    .action((text: string, targets: readonly string[], options: Options) =>
      cli.withStore(options, `Cannot create the alias "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const address = aliasAddress(text);
        const { tenantId } = await domainOf(store, address.domain);
        await store.write(createAlias, {
          actor,
          tenantId,
          address,
          targets: targets.map(addressText),
          group: options.group === true,
        });
        const view = aliasView(await aliasOf(store, text));
        const { kind } = view;
        const leads = `"${view.address}" to ${view.targets.join(', ')}`;
        output.result(`Created the ${kind} ${leads}`, view);
      }),
    );
}

import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, domainOf, tenantOf } from '#app/cli/look-up.ts';
import { domainView } from '#app/cli/views.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function domainCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <domain>', {
    summary: 'Make a domain whose mail is received here',
    examples: ['domain create example.org', 'domain create bücher.example --tenant "Example Ltd"'],
  })
    .option('--tenant <name>', 'whose it is; needed when there are several tenants')
    .action((domain: string, options: Options) =>
      cli.withStore(options, `Cannot create the domain "${domain}"`, async (work) => {
        const { store, actor, output } = work;
        const { tenantId, name: tenant } = await tenantOf(store, options.tenant);
        const name = domainName(domain);
        await store.write(createDomain, { actor, tenantId, name });
        const view = domainView(await domainOf(store, name));
        output.result(`Created the domain "${name}" of the tenant "${tenant}"`, view);
      }),
    );
}

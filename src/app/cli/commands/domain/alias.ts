import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName, domainOf } from '#app/cli/look-up.ts';
import { domainView } from '#app/cli/views.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';

export function domainAlias(parent: Command, cli: Cli): void {
  leaf(parent, 'alias <domain> <target>', {
    summary: 'Make a domain under which every address of another one is reached too',
    examples: ['domain alias example.net example.org'],
  }).action((domain: string, target: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot create the domain alias "${domain}"`, async (work) => {
      const { store, actor, output } = work;
      const name = domainName(domain);
      const { tenantId, name: targetName } = await domainOf(store, target);
      await store.write(createDomain, { actor, tenantId, name, target: targetName });
      const view = domainView(await domainOf(store, name));
      output.result(`Every address of "${targetName}" is reached under "${name}" too`, view);
    }),
  );
}

import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { removeSmartHost } from '#store/operations/relay/smart-host.ts';

export function smartHostRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove', {
    summary: 'Use a smart host no more; what waits for it goes the usual way',
    examples: ['smart-host remove 2'],
  })
    .argument('<id>', 'as "smart-host list" shows it', idOf('smart-host list'))
    .action((smartHostId: number, options: CommonOptions) =>
      cli.withStore(options, `Cannot remove the smart host ${smartHostId}`, async (work) => {
        const { store, actor, output } = work;
        await store.write(removeSmartHost, { actor, smartHostId });
        output.result(`Removed the smart host ${smartHostId}`, { id: smartHostId });
      }),
    );
}

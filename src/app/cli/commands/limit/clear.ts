import type { Command } from 'commander';

import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { scopeAbout, scopeOf, tenantAbout } from '#app/cli/limit/scope-of.ts';
import { setSendLimit } from '#store/operations/limits/set-send-limit.ts';

type Options = CommonOptions & { readonly tenant?: string };

export function limitClear(parent: Command, cli: Cli): void {
  leaf(parent, 'clear', {
    summary: 'Take what was set back: the usual limits count again',
    examples: ['limit clear ada@example.org', 'limit clear --tenant Acme'],
  })
    .argument('[name]', scopeAbout)
    .option('--tenant <name>', tenantAbout)
    .action((text: string | undefined, options: Options) =>
      cli.withStore(options, 'Cannot clear the limits', async ({ store, actor, output }) => {
        const { kind, id, name } = await scopeOf(store, text, options.tenant);
        await store.write(setSendLimit, { actor, kind, id, limits: {} });
        output.result(`The usual limits count for "${name}" again`, { name, limits: {} });
      }),
    );
}

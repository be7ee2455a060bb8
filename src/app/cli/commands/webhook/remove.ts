import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { webhookOf } from '#app/cli/webhook/webhook-of.ts';
import { removeWebhook } from '#store/operations/webhook/change-webhook.ts';

type Options = CommonOptions & { readonly yes?: boolean };

export function webhookRemove(parent: Command, cli: Cli): void {
  leaf(parent, 'remove', {
    summary: 'Remove a webhook with all that waits for it',
    examples: ['webhook remove 1', 'webhook remove 1 --yes'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .option('--yes', 'do not ask')
    .action((webhookId: number, options: Options) =>
      cli.withStore(options, `Cannot remove the webhook ${webhookId}`, async (work) => {
        const { store, actor, output } = work;
        const { url, pending } = await webhookOf(store, webhookId);
        const question = `Remove the webhook ${webhookId} (${url}, ${pending} events wait)?`;
        await confirm(cli.world, question, options.yes);
        while ((await store.write(removeWebhook, { actor, webhookId })).left);
        output.result(`Removed the webhook ${webhookId}`, { removed: webhookId, url });
      }),
    );
}

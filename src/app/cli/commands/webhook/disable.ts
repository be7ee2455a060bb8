import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { setWebhookEnabled } from '#store/operations/webhook/change-webhook.ts';

export function webhookDisable(parent: Command, cli: Cli): void {
  leaf(parent, 'disable', {
    summary: 'Switch a webhook off; what waits is kept, what happens meanwhile is not told',
    examples: ['webhook disable 1'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .action((webhookId: number, options: CommonOptions) =>
      cli.withStore(options, `Cannot disable the webhook ${webhookId}`, async (work) => {
        const { store, actor, output } = work;
        await store.write(setWebhookEnabled, { actor, webhookId, enabled: false });
        output.result(`The webhook ${webhookId} is off`, { id: webhookId, enabled: false });
      }),
    );
}

import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { setWebhookEnabled } from '#store/operations/webhook/change-webhook.ts';

export function webhookEnable(parent: Command, cli: Cli): void {
  leaf(parent, 'enable', {
    summary: 'Switch a webhook on again; what waits is told from now on',
    examples: ['webhook enable 1'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .action((webhookId: number, options: CommonOptions) =>
      cli.withStore(options, `Cannot enable the webhook ${webhookId}`, async (work) => {
        const { store, actor, output } = work;
        await store.write(setWebhookEnabled, { actor, webhookId, enabled: true });
        output.result(`The webhook ${webhookId} is on again`, { id: webhookId, enabled: true });
      }),
    );
}

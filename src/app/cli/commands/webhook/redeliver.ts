import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { redeliverWebhookEvent } from '#store/operations/webhook/webhook-events.ts';

export function webhookRedeliver(parent: Command, cli: Cli): void {
  leaf(parent, 'redeliver', {
    summary: 'Tell an event once more, with the same webhook-id',
    examples: ['webhook redeliver 1742'],
  })
    .argument('<event>', 'as "webhook deliveries" shows it', idOf('webhook deliveries'))
    .action((eventId: number, options: CommonOptions) =>
      cli.withStore(options, `Cannot tell the event ${eventId} again`, async (work) => {
        const { store, output } = work;
        const { webhookId } = await store.write(redeliverWebhookEvent, { eventId });
        output.result(`The event ${eventId} is told to the webhook ${webhookId} again`, {
          id: eventId,
          webhook: webhookId,
        });
      }),
    );
}

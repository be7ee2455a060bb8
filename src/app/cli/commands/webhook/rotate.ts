import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { timeText } from '#app/cli/views.ts';
import { webhookOf } from '#app/cli/webhook/webhook-of.ts';
import { formerSecretMs, newWebhookSecret } from '#core/webhooks/webhook-secret.ts';
import { rotateWebhookSecret } from '#store/operations/webhook/change-webhook.ts';

type Options = CommonOptions & { readonly now?: boolean };

export function webhookRotate(parent: Command, cli: Cli): void {
  leaf(parent, 'rotate', {
    summary: 'Give a webhook another secret, shown once; the one before signs too for a day',
    examples: ['webhook rotate 1', 'webhook rotate 1 --now --json'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .option('--now', 'the secret before is no good any more: somebody else has seen it')
    .action((webhookId: number, options: Options) =>
      cli.withStore(options, `Cannot replace the secret of webhook ${webhookId}`, async (work) => {
        const { store, actor, output, clock } = work;
        const { accountId, url } = await webhookOf(store, webhookId);
        const world = { random: cli.world.random, secrets: work.secrets() };
        const { text, sealed } = newWebhookSecret({ accountId, url }, world);
        const formerMs = options.now === true ? 0 : formerSecretMs;
        await store.write(rotateWebhookSecret, { actor, webhookId, secret: sealed, formerMs });
        const formerUntil = timeText(clock.now() + formerMs);
        const former =
          formerMs === 0
            ? 'The secret before signs no more.'
            : `The secret before signs too until ${formerUntil.slice(0, 16)}Z.`;
        output.result(`Secret: ${text}\nIt is not shown again. ${former}`, {
          id: webhookId,
          secret: text,
          formerUntil,
        });
      }),
    );
}

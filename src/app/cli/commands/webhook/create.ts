import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { parseEventKinds } from '#app/cli/webhook/webhook-view.ts';
import { newWebhookSecret } from '#core/webhooks/webhook-secret.ts';
import { webhookUrl } from '#core/webhooks/webhook-url.ts';
import { createWebhook } from '#store/operations/webhook/create-webhook.ts';
import { type WebhookEventKind, webhookEventKinds } from '#store/webhook-event.ts';

type Options = CommonOptions & {
  readonly events: readonly WebhookEventKind[];
  readonly allowPrivate?: boolean;
  readonly tenant?: string;
};

export function webhookCreate(parent: Command, cli: Cli): void {
  leaf(parent, 'create <application> <url>', {
    summary: 'Tell a URL what becomes of the mail of an application; the secret is shown once',
    examples: [
      'webhook create Shop https://shop.example.org/mail-events',
      'webhook create Shop https://shop.example.org/bounces --events bounced,complained',
      'webhook create ERP https://erp.internal:8443/hook --allow-private --json',
    ],
  })
    .option(
      '--events <list>',
      `which ones, of ${webhookEventKinds.join(',')}`,
      parseEventKinds,
      webhookEventKinds,
    )
    .option('--allow-private', 'the URL may be on a private network or on this machine')
    .option('--tenant <name>', 'where several tenants have an application of that name')
    .action((text: string, given: string, options: Options) =>
      cli.withStore(options, `Cannot create a webhook for "${text}"`, async (work) => {
        const { store, actor, output } = work;
        const { accountId, name } = await applicationOf(store, text, options.tenant);
        const { events, allowPrivate = false } = options;
        const url = webhookUrl(given, allowPrivate);
        const owner = { accountId, url };
        const world = { random: cli.world.random, secrets: work.secrets() };
        const { text: secret, sealed } = newWebhookSecret(owner, world);
        const draft = { actor, ...owner, events, secret: sealed, allowPrivate };
        const { webhookId: id } = await store.write(createWebhook, draft);
        output.result(
          [
            `Made the webhook ${id}: ${url} hears what becomes of the mail of "${name}"`,
            `Secret: ${secret}`,
            'It is not shown again. Give it to the receiver, which checks by it who calls;',
            `then try it: "postamt webhook test ${id}"`,
          ].join('\n'),
          { id, application: name, url, events, allowPrivate, secret },
        );
      }),
    );
}

import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { shortTime } from '#app/cli/views.ts';
import { webhookOf } from '#app/cli/webhook/webhook-of.ts';
import { webhookStateText, webhookView } from '#app/cli/webhook/webhook-view.ts';
import { findApplication } from '#store/operations/application/find-application.ts';

export function webhookShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show', {
    summary: 'Show a webhook: what it hears, how it goes, what waits for it',
    examples: ['webhook show 1', 'webhook show 1 --json'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .action((webhookId: number, options: CommonOptions) =>
      cli.withStore(options, `Cannot show the webhook ${webhookId}`, async ({ store, output }) => {
        const webhook = await webhookOf(store, webhookId);
        const application = await store.read(findApplication, webhook.accountId);
        const view = webhookView(webhook, application?.name);
        const lost = view.dropped === 0 ? '' : `; ${view.dropped} were too many and are lost`;
        output.facts(
          [
            ['Application', view.application ?? 'removed'],
            ['URL', view.url],
            ['Events', view.events.join(', ')],
            ['State', webhookStateText(view)],
            ['Failures', view.failures === 0 ? 'none' : `${view.failures} in a row`],
            ['Waiting', `${view.waiting} events${lost}`],
            ['Private networks', view.allowPrivate ? 'allowed' : 'refused'],
            ['Since', shortTime(view.createdAt)],
          ],
          view,
        );
      }),
    );
}

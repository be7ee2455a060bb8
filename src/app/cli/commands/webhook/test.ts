import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { CliError } from '#app/cli/cli-error.ts';
import { ownResolver } from '#app/cli/dkim/own-resolver.ts';
import { findConfig } from '#app/cli/find-data.ts';
import { leaf } from '#app/cli/leaf.ts';
import { webhookOf } from '#app/cli/webhook/webhook-of.ts';
import { readSettings } from '#app/read-settings.ts';
import { webhookPost } from '#app/wiring/webhook-post.ts';
import { answerText } from '#core/webhooks/answer-text.ts';
import { webhookTestMessage } from '#core/webhooks/test-event.ts';
import { openWebhookSecrets } from '#core/webhooks/webhook-secret.ts';
import { findApplication } from '#store/operations/application/find-application.ts';

type Options = CommonOptions & { readonly resolver?: string };

export function webhookTest(parent: Command, cli: Cli): void {
  leaf(parent, 'test', {
    summary: 'Send a test event to a webhook now, and show the answer',
    examples: ['webhook test 1', 'webhook test 1 --json'],
  })
    .argument('<id>', 'as "webhook list" shows it', idOf('webhook list'))
    .option('--resolver <address>', 'ask this DNS server, as 127.0.0.1 or 127.0.0.1:5353')
    .action((webhookId: number, options: Options) => {
      const what = `Cannot tell the webhook ${webhookId} a test event`;
      return cli.withStore(options, what, async ({ store, secrets, output, clock }) => {
        const webhook = await webhookOf(store, webhookId);
        const { accountId, url, allowPrivate } = webhook;
        const application = (await store.read(findApplication, accountId))?.name ?? 'removed';
        const now = clock.now();
        const keys = openWebhookSecrets(webhook, secrets(), now);
        const message = webhookTestMessage({ webhookId, application }, keys, now);
        const config = findConfig(options);
        const relay = config === undefined ? undefined : readSettings(config).relay;
        const post = webhookPost(ownResolver(options, clock), relay ?? { authorities: undefined });
        const from = clock.elapsed();
        const { status, text } = await post({ ...message, url, allowPrivate });
        const ms = Math.round(clock.elapsed() - from);
        const answer = answerText(text);
        if (status < 200 || status >= 300) throw failure(what, status, answer);
        const words = answer === '' ? '' : `: ${answer}`;
        output.result(`${url} answered ${status} in ${ms} ms${words}`, { url, status, answer, ms });
      });
    });
}

function failure(what: string, status: number, answer: string): CliError {
  const words = answer === '' ? '' : `: ${answer}`;
  const why = status === 0 ? answer : `The receiver answered ${status}${words}`;
  return new CliError(what, { why, advice: adviceFor(status, answer), code: 'webhook.failed' });
}

function adviceFor(status: number, words: string): string {
  if (status >= 300 && status < 400) {
    return 'Redirects are not followed: make a webhook with the URL that it leads to';
  }
  if (status === 401 || status === 403)
    return 'Check that the receiver has the secret of this webhook';
  if (status === 404) return 'Check the path of the URL';
  if (status > 0) return 'Look at the log of the receiver; any answer from 200 to 299 is well';
  if (words.includes('not a public address')) {
    return 'Make the webhook with --allow-private where the receiver is on a network of yours';
  }
  return 'Check that the receiver runs, and its name, port and certificate';
}

import type { Command } from 'commander';

import { applicationOf } from '#app/cli/application/application-of.ts';
import { applicationView, limitsText } from '#app/cli/application/application-view.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { appPasswordView, isAppPassword, shortTime, timeText } from '#app/cli/views.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';
import { listSendCounts } from '#store/operations/limits/find-send-limit.ts';
import { sendScopeKind, sendWindowMs, sendWindows } from '#store/send-limits.ts';

type Options = CommonOptions & { readonly tenant?: string };

/** Windows of the last day: 1,440 minutes, 24 hours, 2 days. */
const countsMax = 1_500;

export function applicationShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show <name>', {
    summary: 'Show an application: lists, limits and how much of them is used',
    examples: ['application show Nextcloud', 'application show cloud@example.org --json'],
  })
    .option('--tenant <name>', 'where several tenants have one of that name')
    .action((name: string, options: Options) =>
      cli.withStore(options, `Cannot show the application "${name}"`, async (work) => {
        const { store, output, clock } = work;
        const row = await applicationOf(store, name, options.tenant);
        const { accountId } = row;
        const now = clock.now();
        const scope = { kind: sendScopeKind.account, id: accountId };
        const since = now - sendWindowMs.day;
        const counts = await store.read(listSendCounts, { ...scope, since, limit: countsMax });
        const sent = sendWindows().map((window) => {
          const startedAt = now - (now % sendWindowMs[window]);
          const found = counts.find(
            (count) => count.windowMs === sendWindowMs[window] && count.startedAt === startedAt,
          );
          const { messages = 0, recipients = 0 } = found ?? {};
          return { window, startedAt: timeText(startedAt), messages, recipients };
        });
        const passwords = (await store.read(listCredentials, { accountId }))
          .filter(isAppPassword)
          .map((credential) => appPasswordView(credential, now));
        const view = { ...applicationView(row), sent, passwords };
        const [password] = passwords;
        const used =
          password === undefined
            ? 'none: "application password" makes one'
            : `last used ${shortTime(password.lastUsedAt)} from ${password.lastUsedFrom ?? '-'}`;
        output.facts(
          [
            ['Name', view.name],
            ['Kind', view.kind],
            ['Tenant', view.tenant],
            ['State', view.state],
            ['Login', view.login],
            ['Sends as', view.from.join(', ')],
            ['Networks', view.networks.join(', ') || 'any'],
            ['Limits', limitsText(view.limits)],
            ...sent.map(({ window, messages, recipients }): [string, string] => [
              `Sent this ${window}`,
              `${messages} messages to ${recipients} recipients`,
            ]),
            ['Its mail goes', view.mailTo ?? 'nowhere: it is refused'],
            ['DKIM stream', view.dkimStream ?? "the domain's"],
            ['Password', used],
            ['Since', shortTime(view.createdAt)],
          ],
          view,
        );
      }),
    );
}

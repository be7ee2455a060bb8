import type { Command } from 'commander';

import { formatLimit, formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { accountView, appPasswordView, isAppPassword, shortTime } from '#app/cli/views.ts';
import { listMailboxes } from '#core/mailbox/list-mailboxes.ts';
import { Mail } from '#core/mailbox/mail.ts';
import { listAliases } from '#store/operations/directory/list-aliases.ts';
import { listCredentials } from '#store/operations/directory/list-credentials.ts';

export function accountShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show <address>', {
    summary: 'Show an account: limits, mailboxes, aliases that lead to it, app passwords',
    examples: ['account show ada@example.org', 'account show ada@example.org --json'],
  }).action((text: string, options: CommonOptions) =>
    cli.withStore(options, `Cannot show the account "${text}"`, async (work) => {
      const { store, output, clock } = work;
      const row = await accountOf(store, text);
      const { accountId } = row;
      const account = accountView(row);
      const aliases = await store.read(listAliases, { target: row.address });
      const credentials = await store.read(listCredentials, { accountId });
      const now = clock.now();
      const appPasswords = credentials
        .filter(isAppPassword)
        .map((credential) => appPasswordView(credential, now));
      const mailboxes = (await listMailboxes(new Mail(store, clock), accountId))
        .filter(({ selectable }) => selectable)
        .map(({ name, total, unseen, bytes }) => ({ name, total, unseen, bytes }));
      const names = aliases.map(({ name }) => name);
      const password = credentials.length > appPasswords.length;
      output.facts(
        [
          ['Address', account.address],
          ['Name', account.name || '-'],
          ['Tenant', account.tenant],
          ['State', account.state],
          ['Administers', account.admin],
          ['Language', account.language],
          ['Messages', `${account.messages} of ${formatLimit(account.messagesMax ?? 0)}`],
          [
            'Used',
            `${formatSize(account.usedBytes)} of ${formatLimit(account.quotaBytes ?? 0, formatSize)}`,
          ],
          ['Password', password ? 'set' : 'none: nobody can log in with one'],
          ['App passwords', String(appPasswords.length)],
          ['Aliases', names.join(', ') || 'none'],
          ['Mailboxes', mailboxes.map(({ name, total }) => `${name} ${total}`).join(', ')],
          ['Since', shortTime(account.createdAt)],
        ],
        { ...account, password, appPasswords, aliases: names, mailboxes },
      );
    }),
  );
}

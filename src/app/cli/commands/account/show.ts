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
import { listPasskeys } from '#store/operations/sign-in/passkeys.ts';
import { readTotp, totpState } from '#store/operations/sign-in/totp.ts';
import { listWebSessions } from '#store/operations/web-session/list-web-sessions.ts';

export function accountShow(parent: Command, cli: Cli): void {
  leaf(parent, 'show <address>', {
    summary: 'Show an account: limits, how it logs in, mailboxes, aliases that lead to it',
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
      const secondStep = (await store.read(readTotp, accountId))?.state === totpState.on;
      const passkeys = (await store.read(listPasskeys, accountId)).length;
      const browsers = (await store.read(listWebSessions, { accountId })).length;
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
          ['Second step', secondStep ? 'on' : 'off'],
          ['Passkeys', String(passkeys)],
          ['Signed in', `${browsers} browsers`],
          ['App passwords', String(appPasswords.length)],
          ['Aliases', names.join(', ') || 'none'],
          ['Mailboxes', mailboxes.map(({ name, total }) => `${name} ${total}`).join(', ')],
          ['Since', shortTime(account.createdAt)],
        ],
        {
          ...account,
          password,
          secondStep,
          passkeys,
          browsers,
          appPasswords,
          aliases: names,
          mailboxes,
        },
      );
    }),
  );
}

import { existsSync, mkdirSync, readdirSync } from 'node:fs';

import { type Command, Option } from 'commander';

import { formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { usageError } from '#app/cli/cli-error.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { Progress } from '#app/cli/progress.ts';
import { exportMailbox } from '#app/cli/transfer/export-mailbox.ts';
import { writeMaildir } from '#app/cli/transfer/write-maildir.ts';
import { writeMbox } from '#app/cli/transfer/write-mbox.ts';
import { findMailbox } from '#core/mailbox/find-mailbox.ts';
import { listMailboxes } from '#core/mailbox/list-mailboxes.ts';
import { Mail } from '#core/mailbox/mail.ts';
import type { MailboxInfo } from '#core/mailbox/mailbox-info.ts';
import { mailboxById } from '#store/operations/mailbox/mailbox-by-id.ts';
import { keywordNames } from '#store/operations/mailbox/mailbox-row.ts';

type Options = CommonOptions & {
  readonly format: 'mbox' | 'maildir';
  readonly folder: readonly string[];
};

export function exportMail(parent: Command, cli: Cli): void {
  leaf(parent, 'export <address> <target>', {
    summary: "Write an account's mail to a new folder, as Maildir or mbox, flags included",
    examples: [
      'export ada@example.org ./ada',
      'export ada@example.org ./ada --format mbox',
      'export ada@example.org ./sent --folder Sent --folder "Archive/2026"',
    ],
  })
    .addOption(
      new Option('--format <format>', 'how to write it')
        .choices(['maildir', 'mbox'])
        .default('maildir'),
    )
    .option('--folder <name>', 'only this mailbox; may be said several times', collect, [])
    .action((text: string, target: string, options: Options) =>
      cli.withStore(options, `Cannot export "${text}"`, async (work) => {
        const { store, output, clock } = work;
        const { accountId, address } = await accountOf(store, text);
        const mail = new Mail(store, clock);
        const mailboxes = await chosen(mail, accountId, options.folder);
        makeTarget(target);
        const done = { messages: 0, octets: 0 };
        const progress = new Progress(cli.world, 'messages');
        const count = (octets: number): void => {
          done.messages++;
          done.octets += octets;
          progress.show(done.messages, done.octets);
        };
        const written = [];
        for (const { mailboxId, name } of mailboxes) {
          const keywords = keywordNames(await store.read(mailboxById, { accountId, mailboxId }));
          const before = done.messages;
          const task = { mail, accountId, mailboxId, keywords, progress: count };
          const messages = exportMailbox(task);
          const path =
            options.format === 'mbox'
              ? await writeMbox(target, name, messages)
              : await writeMaildir(target, { name, keywords }, messages);
          written.push({ name, path, messages: done.messages - before });
        }
        progress.end();
        output.result(
          `Exported ${done.messages} messages (${formatSize(done.octets)}) of "${address}" to ${target}`,
          { address, messages: done.messages, bytes: done.octets, mailboxes: written },
        );
      }),
    );
}

/** The mailboxes that were asked for; all that can hold messages when none was. */
async function chosen(
  mail: Mail,
  accountId: number,
  names: readonly string[],
): Promise<readonly MailboxInfo[]> {
  if (names.length > 0) {
    return Promise.all([...new Set(names)].map((name) => findMailbox(mail, accountId, name)));
  }
  return (await listMailboxes(mail, accountId)).filter(({ selectable }) => selectable);
}

function makeTarget(target: string): void {
  if (existsSync(target) && readdirSync(target).length > 0) {
    throw usageError(
      `Cannot export to ${target}`,
      'It is there and not empty',
      'Name a new folder',
    );
  }
  mkdirSync(target, { recursive: true, mode: 0o700 });
}

function collect(name: string, before: readonly string[]): readonly string[] {
  return [...before, name];
}

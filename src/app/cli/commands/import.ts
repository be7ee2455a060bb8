import { type Command, InvalidArgumentError } from 'commander';

import { formatSize } from '#app/cli/arguments.ts';
import type { Cli, CommonOptions } from '#app/cli/cli.ts';
import { asCliError, CliError } from '#app/cli/cli-error.ts';
import { leaf } from '#app/cli/leaf.ts';
import { accountOf } from '#app/cli/look-up.ts';
import { Progress } from '#app/cli/progress.ts';
import { findSource } from '#app/cli/transfer/find-source.ts';
import { type Imported, importFolder } from '#app/cli/transfer/import-folder.ts';
import { Mail } from '#core/mailbox/mail.ts';

type Options = CommonOptions & {
  readonly folder?: string;
  readonly rename: ReadonlyMap<string, string>;
  readonly duplicates?: boolean;
};

/** Reasons shown of messages that were left out. */
const reasonsMax = 20;

export function importMail(parent: Command, cli: Cli): void {
  leaf(parent, 'import <address> <source>', {
    summary: 'File the mail of an mbox file, a Maildir, or a folder of those, flags included',
    examples: [
      'import ada@example.org /var/mail/ada',
      'import ada@example.org /home/ada/Maildir',
      'import ada@example.org ./takeout.mbox --folder "Archive/Old mail"',
      'import ada@example.org ./old --rename "Sent Items=Sent" --rename "Deleted Items=Trash"',
      'import ada@example.org ~/.thunderbird/x.default/Mail/"Local Folders"',
    ],
  })
    .option('--folder <name>', 'mailbox to fill instead of INBOX, and above all others')
    .option(
      '--rename <old=new>',
      'other name of a mailbox; may be said several times',
      rename,
      new Map(),
    )
    .option('--duplicates', 'file again what a mailbox has already')
    .action((text: string, source: string, options: Options) =>
      cli.withStore(options, `Cannot import ${source}`, async (work) => {
        const { store, output, clock } = work;
        const folders = await findSource(source);
        const { accountId, address } = await accountOf(store, text);
        const mail = new Mail(store, clock);
        const imported: Imported = { messages: 0, octets: 0, known: 0, leftOut: [] };
        const progress = new Progress(cli.world, 'messages');
        const show = (): void => progress.show(imported.messages, imported.octets);
        const duplicates = options.duplicates === true;
        const names: string[] = [];
        try {
          for (const folder of folders) {
            const mailbox = mailboxName(folder.name, options);
            const task = { mail, accountId, mailbox, folder, duplicates, imported };
            await importFolder({ ...task, progress: show });
            names.push(mailbox);
          }
        } catch (error) {
          throw brokenOff(source, imported, error);
        } finally {
          progress.end();
        }
        const { messages, octets, known, leftOut } = imported;
        output.result(summary(address, imported, names.length), {
          address,
          mailboxes: names,
          messages,
          bytes: octets,
          known,
          leftOut,
        });
      }),
    );
}

function summary(address: string, imported: Imported, folders: number): string {
  const { messages, octets, known, leftOut } = imported;
  const mailboxes = folders === 1 ? 'one mailbox' : `${folders} mailboxes`;
  const lines = [
    `Imported ${messages} messages (${formatSize(octets)}) into ${mailboxes} of "${address}"`,
    ...(known === 0 ? [] : [`${known} were there already (--duplicates files them again)`]),
    ...(leftOut.length === 0 ? [] : [`${leftOut.length} were left out:`]),
    ...leftOut.slice(0, reasonsMax).map((reason) => `  ${reason}`),
  ];
  return lines.join('\n');
}

/** INBOX of the source is the wanted folder itself, the others are below it. */
function mailboxName(name: string, { folder, rename }: Options): string {
  const renamed = rename.get(name) ?? name;
  if (folder === undefined) return renamed;
  return renamed === 'INBOX' ? folder : `${folder}/${renamed}`;
}

function rename(text: string, before: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const at = text.indexOf('=');
  if (at > 0 && at < text.length - 1) {
    return new Map([...before, [text.slice(0, at), text.slice(at + 1)]]);
  }
  throw new InvalidArgumentError('Write it as OLD=NEW.');
}

function brokenOff(source: string, { messages }: Imported, error: unknown): CliError {
  const { why, advice, code, exitCode } = asCliError('', error);
  const again = 'run the command again: what is there already is left out';
  return new CliError(`Cannot import all of ${source}: broken off after ${messages} messages`, {
    why,
    advice: advice === '' ? `Mend the cause and ${again}` : `${advice}; then ${again}`,
    code,
    exitCode,
    cause: error,
  });
}

import type { Command } from 'commander';

import { idOf } from '#app/cli/arguments.ts';
import { usageError } from '#app/cli/cli-error.ts';
import type { Cli, CommonOptions, Work } from '#app/cli/cli.ts';
import { confirm } from '#app/cli/confirm.ts';
import { leaf } from '#app/cli/leaf.ts';
import { domainName } from '#app/cli/look-up.ts';
import { queuedIds } from '#app/cli/queued-ids.ts';
import { Refusal } from '#base/refusal.ts';
import { changeQueued, type QueueChange } from '#store/operations/queue/change-queued.ts';
import type { QueueRefusalCode } from '#store/queue-state.ts';

type Options = CommonOptions & {
  readonly recipient?: string;
  readonly all?: boolean;
  readonly domain?: string;
  readonly sender?: string;
  readonly yes?: boolean;
};

/** How a command that changes what waits is told and answered. */
export type ChangeWords = {
  /** The command's name. */
  readonly change: string;
  readonly summary: string;
  /** As in `Cannot hold the message 7`. */
  readonly verb: string;
  /** As in `Held the message 7`. */
  readonly done: string;
  /** What is asked before, as in `Shall the message 7 be taken out?`; nothing is when absent. */
  readonly question?: string;
  /** Examples beside those that all of them have. */
  readonly examples?: readonly string[];
  /** Options beside those that all of them have, with their summaries. */
  readonly options?: readonly (readonly [flags: string, summary: string])[];
};

/** Changes a message, or one of its recipients. @throws {Refusal} `queue.absent`, `queue.busy`. */
export type MessageChanger = (
  queueId: number,
  address: string | undefined,
) => Promise<{ readonly recipients: number; readonly underWay?: number }>;

/** Lends a {@link MessageChanger} with what it works with. */
type Lender<More> = (
  work: Work,
  options: Options & More,
  use: (change: MessageChanger) => Promise<void>,
) => Promise<void>;

/** Adds a command that changes one message of the queue, one of its recipients, or many messages. */
export function addQueueChange(
  parent: Command,
  cli: Cli,
  words: ChangeWords & { readonly change: QueueChange },
): void {
  const { change } = words;
  addMessageChange(parent, cli, words, async ({ store, actor }, _options, use) => {
    await use((queueId, address) => store.write(changeQueued, { actor, queueId, address, change }));
  });
}

/** {@link addQueueChange} for what is more than one write. */
export function addMessageChange<More>(
  parent: Command,
  cli: Cli,
  words: ChangeWords,
  lend: Lender<More>,
): void {
  const { change, summary, verb, question, examples = [], options: more = [] } = words;
  const command = leaf(parent, change, {
    summary,
    examples: [
      `queue ${change} 17`,
      `queue ${change} 17 --recipient ben@example.com`,
      `queue ${change} --domain example.com`,
      `queue ${change} --sender ada@example.org`,
      ...examples,
    ],
  })
    .argument('[id]', 'as "queue list" shows it', idOf('queue list'))
    .option('--recipient <address>', 'for this recipient only')
    .option('--all', 'every message that waits')
    .option('--domain <domain>', 'every message that waits for this domain')
    .option('--sender <address>', 'every message of this sender; "" for reports');
  for (const [flags, about] of more) command.option(flags, about);
  if (question !== undefined) command.option('--yes', 'do not ask');
  command.action((queueId: number | undefined, options: Options & More) =>
    cli.withStore(options, `Cannot ${verb} what waits`, async (work) => {
      const ids = queueId === undefined ? await namedIds(work, words, options) : undefined;
      await ask(cli, { words, options, queueId, ids });
      await lend(work, options, async (changer) => {
        if (queueId !== undefined) await changeOne(work, { words, options, queueId }, changer);
        else await changeMany(work, { words, ids: ids ?? [] }, changer);
      });
    }),
  );
}

/** @throws {CliError} Where no message was named. */
async function namedIds({ store }: Work, words: ChangeWords, options: Options) {
  const { all, domain, sender } = options;
  if (all !== true && domain === undefined && sender === undefined) {
    throw usageError(
      `Cannot ${words.verb} what waits`,
      'No message was named',
      'Give its number, or --domain, --sender or --all',
    );
  }
  return await queuedIds(store, {
    domain: domain === undefined ? undefined : domainName(domain),
    sender,
  });
}

type Asked = {
  readonly words: ChangeWords;
  readonly options: Options;
  readonly queueId: number | undefined;
  readonly ids: readonly number[] | undefined;
};

async function ask(cli: Cli, { words, options, queueId, ids = [] }: Asked): Promise<void> {
  const { question } = words;
  if (question === undefined || (queueId === undefined && ids.length === 0)) return;
  const many = ids.length === 1 ? 'one message' : `${ids.length} messages`;
  const what = queueId === undefined ? many : nameOf(queueId, options);
  await confirm(cli.world, `Shall ${what} ${question}?`, options.yes);
}

function nameOf(queueId: number, { recipient }: Options): string {
  return recipient === undefined ? `the message ${queueId}` : `${queueId} to "${recipient}"`;
}

async function changeOne(
  { output }: Work,
  about: { readonly words: ChangeWords; readonly options: Options; readonly queueId: number },
  changer: MessageChanger,
): Promise<void> {
  const { words, options, queueId } = about;
  const { change, done } = words;
  const said = await changer(queueId, options.recipient);
  const number = said.recipients === 1 ? 'one recipient' : `${said.recipients} recipients`;
  const text = `${done} ${nameOf(queueId, options)}: ${number}${lateOf(said.underWay)}`;
  output.result(text, { id: queueId, change, ...said });
}

/** Not everything that is done comes in time. */
function lateOf(underWay = 0): string {
  if (underWay === 0) return '';
  const who = underWay === 1 ? 'One of them is' : `${underWay} of them are`;
  return `. ${who} being sent at this moment and may still get it`;
}

async function changeMany(
  { output }: Work,
  { words, ids }: { readonly words: ChangeWords; readonly ids: readonly number[] },
  changer: MessageChanger,
): Promise<void> {
  const { change, done } = words;
  let messages = 0;
  let underWay = 0;
  for (const queueId of ids) {
    try {
      const said = await changer(queueId, undefined);
      messages++;
      underWay += said.underWay ?? 0;
    } catch (error) {
      // It has gone out meanwhile, or does so now.
      if (!(error instanceof Refusal && passedOver.has(error.code))) throw error;
    }
  }
  const count = messages === 1 ? 'one message' : `${messages} messages`;
  output.result(`${done} ${count}${lateOf(underWay)}`, { change, messages, underWay });
}

const passedOver: ReadonlySet<string> = new Set<QueueRefusalCode>(['queue.absent', 'queue.busy']);

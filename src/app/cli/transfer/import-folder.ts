import { createHash } from 'node:crypto';

import type { LeftOut, SourceFolder, SourceMessage } from '#app/cli/transfer/message.ts';
import { Refusal } from '#base/refusal.ts';
import { Appending } from '#core/mailbox/appending.ts';
import { createMailbox } from '#core/mailbox/create-mailbox.ts';
import { findMailbox } from '#core/mailbox/find-mailbox.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { MailboxInfo } from '#core/mailbox/mailbox-info.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';

/** Messages filed in one commit, unless their octets are too many first. */
const batchMessagesMax = 200;

/** Octets filed in one commit: bounds the memory of an import. */
const batchOctetsMax = 4 * 1024 * 1024;

/** Rows read at once of what a mailbox has already. */
const pageEntries = 2_000;

/** Keywords that one import brings into a mailbox: what it can hold. */
const keywordsMax = 50;

/** What an import did so far. */
export type Imported = {
  messages: number;
  octets: number;
  /** Messages that were there already. */
  known: number;
  /** Why messages were left out. */
  readonly leftOut: string[];
};

export type ImportTask = {
  readonly mail: Mail;
  readonly accountId: number;
  /** The mailbox to fill; made when it is not there. */
  readonly mailbox: string;
  readonly folder: SourceFolder;
  /** Files again what the mailbox has already. */
  readonly duplicates: boolean;
  readonly imported: Imported;
  readonly progress: () => void;
};

/** Files the messages of one folder, in batches. @throws {Refusal} As `appendMessages`. */
export async function importFolder(task: ImportTask): Promise<void> {
  const { mail, accountId, imported, folder } = task;
  const mailbox = await openMailbox(mail, accountId, task.mailbox);
  const known = task.duplicates ? new Set<string>() : await bodiesOf(mail, accountId, mailbox);
  const keywords = new Set<string>();
  let batch: SourceMessage[] = [];
  let octets = 0;
  const file = async (): Promise<void> => {
    await append(task, mailbox, batch);
    imported.messages += batch.length;
    imported.octets += octets;
    batch = [];
    octets = 0;
    task.progress();
  };
  for await (const message of folder.messages()) {
    if (isLeftOut(message)) {
      imported.leftOut.push(message.leftOut);
      continue;
    }
    if (known.size > 0 && known.has(sha256(message.octets))) {
      imported.known++;
      continue;
    }
    batch.push({ ...message, keywords: message.keywords.filter((word) => fits(keywords, word)) });
    octets += message.octets.length;
    if (batch.length === batchMessagesMax || octets >= batchOctetsMax) await file();
  }
  if (batch.length > 0) await file();
}

async function append(
  { mail, accountId }: ImportTask,
  mailbox: MailboxInfo,
  batch: readonly SourceMessage[],
): Promise<void> {
  using appending = new Appending(mail, accountId, mailbox);
  for (const { octets, flags, keywords, receivedAt } of batch) {
    await appending.push(octets);
    await appending.end({ flags, keywords, receivedAt });
  }
  await appending.commit();
}

async function openMailbox(mail: Mail, accountId: number, name: string): Promise<MailboxInfo> {
  try {
    return await findMailbox(mail, accountId, name);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'mailbox.absent') throw error;
    await createMailbox(mail, accountId, { name, role: 0 });
    return findMailbox(mail, accountId, name);
  }
}

/** The hashes of all messages in the mailbox: an import that is run again files nothing twice. */
async function bodiesOf(
  { store }: Mail,
  accountId: number,
  { mailboxId, total }: MailboxInfo,
): Promise<ReadonlySet<string>> {
  const hashes = new Set<string>();
  if (total === 0) return hashes;
  for (let afterUid = 0; ;) {
    const page = { accountId, mailboxId, afterUid, limit: pageEntries };
    const entries = await store.read(loadEntries, page);
    const messageIds = entries.map(([, messageId]) => messageId);
    for (const row of await store.read(messageBlobs, { accountId, messageIds })) {
      hashes.add(Buffer.from(row[6]).toString('base64'));
    }
    if (entries.length < pageEntries) return hashes;
    afterUid = entries.at(-1)?.[0] ?? 0;
  }
}

function sha256(octets: Uint8Array): string {
  return createHash('sha256').update(octets).digest('base64');
}

/** A mailbox holds only so many keywords: further ones are dropped. */
function fits(keywords: Set<string>, word: string): boolean {
  const name = word.toLowerCase();
  if (keywords.has(name)) return true;
  if (keywords.size === keywordsMax) return false;
  keywords.add(name);
  return true;
}

function isLeftOut(message: SourceMessage | LeftOut): message is LeftOut {
  return 'leftOut' in message;
}

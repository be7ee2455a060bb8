import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import type { SmtpFace } from '#session/smtp/face.ts';
import { smtpServer } from '#session/smtp/server.ts';
import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { loadEntries } from '#store/operations/message/load-entries.ts';
import { messageBlobs } from '#store/operations/message/message-blobs.ts';
import type { SmtpStage } from '#test/conversations/smtp/stage.ts';

/** EHLO and login of Ada on the submission face. */
export const submission = 'EHLO c.test\r\nAUTH PLAIN AGFkYUBleGFtcGxlLnRlc3QAc2VjcmV0\r\n';

/** Says all of it, leaves, and returns what was answered. */
export async function say(stage: SmtpStage, face: SmtpFace, text: string): Promise<string> {
  const connection = new MemoryConnection({ tls: memoryTls });
  const session = smtpServer(stage.context, face)(connection);
  connection.send(text);
  connection.end('gone');
  await session;
  return connection.received();
}

/** A transaction with one message, from MAIL to the final dot. */
export function message(
  recipients: readonly string[],
  text: string,
  sender = 's@remote.test',
): string {
  const to = recipients.map((address) => `RCPT TO:<${address}>\r\n`).join('');
  return `MAIL FROM:<${sender}>\r\n${to}DATA\r\n${text}\r\n.\r\n`;
}

/** The bodies in a mailbox, one character per octet. */
export async function bodies(
  { store }: SmtpStage,
  accountId: number,
  path: readonly string[] = ['INBOX'],
): Promise<string[]> {
  const { mailboxId } = await store.read(mailboxByPath, { accountId, path });
  const entries = { accountId, mailboxId, afterUid: 0, limit: 100 };
  const rows = await store.read(loadEntries, entries);
  const messageIds = rows.map((row) => row[1]);
  const texts: string[] = [];
  for (const [, blobId, segment, offset, storedLength, length, sha256] of await store.read(
    messageBlobs,
    { accountId, messageIds },
  )) {
    const place = { blobId, segment, offset, storedLength, length, sha256 };
    texts.push(Buffer.from(await store.readBlob(place)).toString('latin1'));
  }
  return texts;
}

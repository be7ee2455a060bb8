import type { ImapFlow, SearchObject } from 'imapflow';

/** How many messages a mailbox holds. */
export async function messageCount(client: ImapFlow, mailbox: string): Promise<number> {
  const status = await client.status(mailbox, { messages: true });
  return (status === false ? undefined : status.messages) ?? -1;
}

/** The numbers of the messages in a mailbox that fit; the mailbox stays open. */
export async function found(
  client: ImapFlow,
  mailbox: string,
  query: SearchObject,
): Promise<readonly number[]> {
  await client.mailboxOpen(mailbox);
  const numbers = await client.search(query);
  if (numbers === false || numbers === undefined) throw new Error('The search was refused');
  return numbers;
}

import { silentLog } from '#base/log.ts';
import { openStore } from '#store/engine/open-store.ts';
import { deliver } from '#store/operations/message/deliver.ts';
import { listQueue, type QueuedRow } from '#store/operations/queue/list-queue.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { draftOf } from '#test/stage/draft.ts';

/** Messages that are written at once: they share commits. */
const batch = 500;

/** Lines of 78 octets, the line end included. */
const filling = `${'x'.repeat(76)}\r\n`;

type QueueFill = {
  readonly messages: number;
  /** Octets of each message, about. */
  readonly bytes: number;
  /** Where the message with this number goes, as `bob@one.test`. */
  readonly addressOf: (number: number) => string;
};

/** A data folder whose queue is full before the server begins: from `ada@example.test`. */
export async function fillQueue(folder: string, fill: QueueFill): Promise<void> {
  const store = await openStore({ folder, log: silentLog });
  try {
    const tenantId = await makeTenant(store, 'example.test');
    const accountId = await makeAccount(store, tenantId, 'ada@example.test');
    const head =
      'Return-Path: <ada@example.test>\r\nFrom: ada@example.test\r\nSubject: Gruss\r\n\r\n';
    const body = head + filling.repeat(Math.ceil(fill.bytes / filling.length));
    const facts = { receivedAt: 1, sentAt: 1, references: [], attributes: 0, digest: undefined };
    for (let first = 0; first < fill.messages; first += batch) {
      const count = Math.min(batch, fill.messages - first);
      const writes = Array.from({ length: count }, (_, at) => {
        const address = fill.addressOf(first + at);
        const domain = address.slice(address.indexOf('@') + 1);
        const recipients = [{ address, domain }];
        const queue = { tenantId, accountId, sender: 'ada@example.test', recipients };
        const input = { ...facts, recipients: [], queue, whenFull: 'refuse' as const };
        return store.write(deliver, input, [draftOf(body)]);
      });
      await Promise.all(writes);
    }
  } finally {
    await store.close();
  }
}

/** What waits in a data folder that no server has open, a row per recipient. */
export async function readQueue(folder: string): Promise<readonly QueuedRow[]> {
  const store = await openStore({ folder, log: silentLog });
  try {
    const rows: QueuedRow[] = [];
    for (let page = await store.read(listQueue, {}); page.length > 0;) {
      rows.push(...page);
      page = await store.read(listQueue, { afterQueueId: page.at(-1)?.queueId ?? 0 });
    }
    return rows;
  } finally {
    await store.close();
  }
}

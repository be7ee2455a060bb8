import { given } from '#app/cli/given.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import type { Store } from '#store/store.ts';

/** Numbers of the messages that wait for a domain or are of a sender, the oldest first. */
export async function queuedIds(
  store: Store,
  which: { readonly domain: string | undefined; readonly sender: string | undefined },
): Promise<readonly number[]> {
  const { domain, sender } = which;
  const ids = new Set<number>();
  for (let afterQueueId = 0; ;) {
    const rows = await store.read(listQueue, { ...given({ domain }), afterQueueId });
    for (const row of rows) {
      if (sender === undefined || row.sender === sender) ids.add(row.queueId);
    }
    const last = rows.at(-1);
    if (last === undefined) return [...ids];
    afterQueueId = last.queueId;
  }
}

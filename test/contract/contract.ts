import { after, test } from 'node:test';

import { mailboxByPath } from '#store/operations/mailbox/mailbox-by-path.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { engines, stopEngines } from '#test/contract/engines.ts';
import { facts, makeWorld, type World } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

after(stopEngines);

/** Runs the test on each engine, on a world of its own. */
export function contract(name: string, prove: (world: World) => Promise<void>): void {
  for (const engine of engines) {
    test(`${engine.name}: ${name}`, async () => {
      const world = await makeWorld(engine);
      try {
        await prove(world);
      } finally {
        await world.close();
      }
    });
  }
}

/** Files messages in Ada's INBOX and returns its id. */
export async function fill({ store, ada }: World, count: number): Promise<number> {
  const { mailboxId } = await store.read(mailboxByPath, { accountId: ada, path: ['INBOX'] });
  const messages = Array.from({ length: count }, () => ({ ...facts, flags: 0, keywords: [] }));
  const drafts = messages.map((_, index) => draftOf(`message ${index}`));
  await store.write(appendMessages, { accountId: ada, mailboxId, messages }, drafts);
  return mailboxId;
}

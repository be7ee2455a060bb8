import { sampleBody } from '#test/conversations/imap/stage.ts';
import { jmapTalk } from '#test/conversations/jmap/jmap-talk.ts';
import { runConversations } from '#test/conversations/run-conversations.ts';
import { updateAccount } from '#store/operations/directory/update-account.ts';
import { updateTenant } from '#store/operations/directory/update-tenant.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

runConversations(import.meta.dirname, 'jmap', async ({ messages = '0', quota }) => {
  const bodies = Array.from({ length: Number(messages) }, (_, index) => sampleBody(index + 1));
  const stage = await jmapStage({ bodies });
  if (quota !== undefined) await limit(stage, Number(quota));
  const ids = stage.messageIds.flatMap((id, index) => [
    [`m${index + 1}`, `e${id}`],
    [`b${index + 1}`, `b${id}`],
  ]);
  return {
    server: jmapTalk(stage),
    variables: { ada: `a${stage.ada}`, ben: `a${stage.ben}`, ...Object.fromEntries(ids) },
  };
});

/** Ada may keep so many octets and 10 messages, her organisation ten times as much. */
async function limit({ store, ada, tenantId }: JmapStage, bytesMax: number): Promise<void> {
  const actor = 'test';
  await store.write(updateAccount, { actor, accountId: ada, bytesMax, countMax: 10 });
  await store.write(updateTenant, { actor, tenantId, bytesMax: bytesMax * 10 });
}

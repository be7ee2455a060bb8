import { sampleBody } from '#test/conversations/imap/stage.ts';
import { jmapTalk } from '#test/conversations/jmap/jmap-talk.ts';
import { runConversations } from '#test/conversations/run-conversations.ts';
import { jmapStage } from '#test/stage/jmap-stage.ts';

runConversations(import.meta.dirname, 'jmap', async ({ messages = '0' }) => {
  const bodies = Array.from({ length: Number(messages) }, (_, index) => sampleBody(index + 1));
  const stage = await jmapStage({ bodies });
  const ids = stage.messageIds.flatMap((id, index) => [
    [`m${index + 1}`, `e${id}`],
    [`b${index + 1}`, `b${id}`],
  ]);
  return {
    server: jmapTalk(stage),
    variables: { ada: `a${stage.ada}`, ben: `a${stage.ben}`, ...Object.fromEntries(ids) },
  };
});

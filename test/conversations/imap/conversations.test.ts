import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { imapServer } from '#session/imap/server.ts';
import { imapStage, sampleBody } from '#test/conversations/imap/stage.ts';
import { runConversations } from '#test/conversations/run-conversations.ts';

runConversations(import.meta.dirname, 'imap', async ({ plain, messages = '0', errors }) => {
  const bodies = Array.from({ length: Number(messages) }, (_, index) => sampleBody(index + 1));
  const limits = errors === undefined ? {} : { errorsMax: Number(errors) };
  const { context } = await imapStage({ bodies, limits });
  return {
    server: imapServer(context),
    connect: () => new MemoryConnection(plain === undefined ? { tls: memoryTls } : {}),
  };
});

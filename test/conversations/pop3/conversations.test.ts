import { MemoryConnection, memoryTls } from '#net/memory-connection.ts';
import { pop3Server } from '#session/pop3/server.ts';
import { pop3Stage } from '#test/conversations/pop3/stage.ts';
import { runConversations } from '#test/conversations/run-conversations.ts';

runConversations(import.meta.dirname, 'pop3', async ({ tls }) => ({
  server: pop3Server(pop3Stage()),
  connect: () => new MemoryConnection(tls === undefined ? {} : { tls: memoryTls }),
}));

import { ImapBench } from '../client/imap.ts';
import { memoryKib } from '../measure/control-group.ts';
import { accounts, login, password } from '../servers/server.ts';
import type { Scenario } from './scenario.ts';

/** Milliseconds until a server has put its things away. */
const settleMs = 3000;

/** Memory that one more logged-in, idling connection takes. */
export const idleMemory: Scenario = {
  name: 'idle-memory',
  run: async (server, scale) => {
    const connections = Math.max(100, Math.round(1000 * scale));
    const before = memoryKib(server.controlGroup);
    const open: ImapBench[] = [];
    for (let number = 0; number < connections; number++) {
      const user = login(number % Math.min(accounts, 100));
      const imap = await ImapBench.open(server.ports.imap, user, password);
      await imap.command('SELECT INBOX');
      await imap.idle();
      open.push(imap);
    }
    await new Promise((resolve) => setTimeout(resolve, settleMs));
    const each = (memoryKib(server.controlGroup) - before) / connections;
    for (const imap of open) imap.client.close();
    await new Promise((resolve) => setTimeout(resolve, settleMs / 3));
    return [
      { name: 'memory per idle IMAP connection', value: each, unit: 'KiB', better: 'less' },
      { name: 'memory at rest', value: before / 1024, unit: 'MiB', better: 'less' },
    ];
  },
};

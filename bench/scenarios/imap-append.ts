import { ImapBench } from '../client/imap.ts';
import { message } from '../client/messages.ts';
import { measure, median } from '../measure/measured.ts';
import { login, password } from '../servers/server.ts';
import type { Scenario } from './scenario.ts';

const account = 170;

/** APPEND of 8 KB messages, each waiting for the one before: durable one by one. */
export const imapAppend: Scenario = {
  name: 'append',
  run: async (server, scale) => {
    const count = Math.max(50, Math.round(500 * scale));
    const messages = Array.from({ length: count }, (_, index) => message(index, 8192));
    const imap = await ImapBench.open(server.ports.imap, login(account), password);
    const { wallMs, cpuMs } = await median(3, async () => {
      await imap.command('DELETE append').catch(() => undefined);
      await imap.command('CREATE append');
      return measure(server.controlGroup, async () => {
        for (const each of messages) await imap.append('append', each);
      });
    });
    await imap.logout();
    const name = 'APPEND 8 KB one by one';
    return [
      { name, value: (count / wallMs) * 1e3, unit: '/s', better: 'more' },
      { name: `${name}, CPU`, value: (cpuMs / count) * 1e3, unit: 'µs each', better: 'less' },
    ];
  },
};

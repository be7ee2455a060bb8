import { ImapBench } from '../client/imap.ts';
import { measure } from '../measure/measured.ts';
import { login, password, type Server } from '../servers/server.ts';
import type { Figure, Scenario } from './scenario.ts';

/** Clients that log in and out at the same time. */
const clients = 10;

/** Connect, LOGIN, LOGOUT, again and again. */
export function logins(tls: boolean): Scenario {
  const kind = tls ? 'TLS' : 'plain';
  return {
    name: `logins-${kind.toLowerCase()}`,
    run: async (server, scale): Promise<Figure[]> => {
      const name = `logins, ${kind}, ${clients} connections`;
      await measureFor(server, tls, 500);
      const { count, wallMs, cpuMs } = await measureFor(server, tls, Math.max(1000, 4000 * scale));
      return [
        { name, value: (count / wallMs) * 1e3, unit: '/s', better: 'more' },
        { name: `${name}, CPU`, value: cpuMs / count, unit: 'ms each', better: 'less' },
      ];
    },
  };
}

async function measureFor(server: Server, tls: boolean, ms: number) {
  let count = 0;
  const end = performance.now() + ms;
  const client = async (number: number): Promise<void> => {
    while (performance.now() < end) {
      const port = tls ? server.ports.imaps : server.ports.imap;
      const imap = await ImapBench.open(port, login(number), password, tls);
      await imap.logout();
      count += 1;
    }
  };
  const measured = await measure(server.controlGroup, async () => {
    await Promise.all(Array.from({ length: clients }, (_, number) => client(number)));
  });
  return { count, ...measured };
}

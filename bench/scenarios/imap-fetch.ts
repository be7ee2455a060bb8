import { ImapBench } from '../client/imap.ts';
import { message } from '../client/messages.ts';
import { median, measure } from '../measure/measured.ts';
import { login, password, type Server } from '../servers/server.ts';
import type { Figure, Scenario } from './scenario.ts';

const account = 160;

type Work = {
  readonly name: string;
  readonly mailbox: string;
  readonly messages: number;
  readonly size: number;
  readonly command: string;
};

/** One FETCH over a whole mailbox, per message; warm: the command ran once before. */
export function imapFetch(work: Work): Scenario {
  return {
    name: work.name,
    run: async (server, scale): Promise<Figure[]> => {
      const count = Math.max(100, Math.round(work.messages * scale));
      await fill(server, `${work.mailbox}${count}`, count, work.size);
      const imap = await ImapBench.open(server.ports.imap, login(account), password);
      await imap.command(`SELECT ${work.mailbox}${count}`);
      await imap.command(work.command);
      const { wallMs, cpuMs } = await median(5, () =>
        measure(server.controlGroup, () => imap.command(work.command)),
      );
      await imap.logout();
      return [
        { name: work.command, value: (cpuMs / count) * 1e3, unit: 'µs CPU each', better: 'less' },
        { name: `${work.command}, wall`, value: wallMs, unit: 'ms', better: 'less' },
      ];
    },
  };
}

async function fill(server: Server, mailbox: string, count: number, size: number): Promise<void> {
  const imap = await ImapBench.open(server.ports.imap, login(account), password);
  await imap.command(`CREATE ${mailbox}`).catch(() => undefined);
  const have = await imap.count(mailbox);
  const missing = Array.from({ length: count - have }, (_, index) => message(have + index, size));
  await imap.appendAll(mailbox, missing);
  await imap.logout();
}

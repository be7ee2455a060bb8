import { spawn } from 'node:child_process';

import { ImapBench } from '../client/imap.ts';
import { median, type Measured, measure } from '../measure/measured.ts';
import { address, login, password, type Server } from '../servers/server.ts';
import type { Figure, Scenario } from './scenario.ts';

/** Mailboxes that share the load; each has a sender of its own. */
const senders = 10;

/** Messages arrive by SMTP over new connections; the clock stops when the last is seen over IMAP. */
export function smtpDelivery(size: number, messages: number): Scenario {
  const title = `SMTP ${Math.round(size / 1024)} KB to visible, ${senders} connections`;
  return {
    name: `smtp-${Math.round(size / 1024)}k`,
    run: async (server, scale): Promise<Figure[]> => {
      const each = Math.max(10, Math.round((messages * scale) / senders));
      const { wallMs, cpuMs } = await median(3, () => deliver(server, size, each));
      const count = each * senders;
      return [
        { name: title, value: (count / wallMs) * 1e3, unit: 'msg/s', better: 'more' },
        { name: `${title}, CPU`, value: cpuMs / count, unit: 'ms each', better: 'less' },
      ];
    },
  };
}

async function deliver(server: Server, size: number, each: number): Promise<Measured> {
  const watchers = await Promise.all(
    Array.from({ length: senders }, (_, n) =>
      ImapBench.open(server.ports.imap, login(n), password),
    ),
  );
  const before = await Promise.all(watchers.map((imap) => imap.count('INBOX')));
  const measured = await measure(server.controlGroup, async () => {
    await Promise.all(Array.from({ length: senders }, (_, n) => send(server, n, size, each)));
    await Promise.all(watchers.map((imap, n) => seen(imap, (before[n] ?? 0) + each)));
  });
  await Promise.all(watchers.map((imap) => imap.logout()));
  return measured;
}

/** Milliseconds between two looks for the last message. */
const lookMs = 10;

async function seen(imap: ImapBench, count: number): Promise<void> {
  while ((await imap.count('INBOX')) < count) {
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
}

/** Postfix's own load generator: one connection a message. */
async function send(server: Server, account: number, size: number, count: number): Promise<void> {
  const target = `127.0.0.1:${server.ports.smtp}`;
  const options = ['-4', '-s', '1', '-m', `${count}`, '-l', `${size}`, '-M', 'helo.bench.test'];
  const envelope = ['-f', 'sender@example.org', '-t', address(account)];
  const child = spawn('smtp-source', [...options, ...envelope, target], { stdio: 'inherit' });
  const code = await new Promise((resolve, reject) => {
    child.once('exit', resolve);
    child.once('error', reject);
  });
  if (code !== 0) throw new Error(`smtp-source ended with ${String(code)}`);
}

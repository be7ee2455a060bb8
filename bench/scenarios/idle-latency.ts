import { ImapBench } from '../client/imap.ts';
import { LineClient } from '../client/line-client.ts';
import { message } from '../client/messages.ts';
import { percentile } from '../measure/measured.ts';
import { address, login, password } from '../servers/server.ts';
import type { Scenario } from './scenario.ts';

/** Account that idles; of its own, so that its mailbox stays small. */
const account = 150;

/** Milliseconds between two messages: one at a time, the server at rest. */
const gapMs = 50;

/** From the final dot of a message to EXISTS in an idling session. */
export const idleLatency: Scenario = {
  name: 'idle-latency',
  run: async (server, scale) => {
    const imap = await ImapBench.open(server.ports.imap, login(account), password);
    await imap.command('SELECT INBOX');
    await imap.idle();
    const smtp = await LineClient.open(server.ports.smtp);
    await reply(smtp);
    await say(smtp, 'EHLO helo.bench.test');
    const delays: number[] = [];
    const rounds = Math.max(20, Math.round(200 * scale));
    for (let round = 0; round < rounds; round++) {
      await say(smtp, 'MAIL FROM:<sender@example.org>');
      await say(smtp, `RCPT TO:<${address(account)}>`);
      await say(smtp, 'DATA');
      smtp.write(message(round, 4096));
      const exists = existsLine(imap);
      const start = performance.now();
      smtp.write('.\r\n');
      const seen = exists.then(() => delays.push(performance.now() - start));
      await Promise.all([seen, reply(smtp)]);
      await new Promise((resolve) => setTimeout(resolve, gapMs));
    }
    smtp.close();
    imap.client.close();
    return [
      { name: 'dot to EXISTS, p50', value: percentile(delays, 0.5), unit: 'ms', better: 'less' },
      { name: 'dot to EXISTS, p99', value: percentile(delays, 0.99), unit: 'ms', better: 'less' },
    ];
  },
};

async function existsLine(imap: ImapBench): Promise<void> {
  while (!(await imap.client.line()).endsWith(' EXISTS'));
}

async function say(smtp: LineClient, line: string): Promise<void> {
  smtp.write(`${line}\r\n`);
  await reply(smtp);
}

async function reply(smtp: LineClient): Promise<void> {
  for (;;) {
    const line = await smtp.line();
    if (line[3] === '-') continue;
    if (!/^[23]/.test(line)) throw new Error(line);
    return;
  }
}

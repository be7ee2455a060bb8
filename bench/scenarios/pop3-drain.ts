import { ImapBench } from '../client/imap.ts';
import { LineClient } from '../client/line-client.ts';
import { message } from '../client/messages.ts';
import { measure } from '../measure/measured.ts';
import { login, password } from '../servers/server.ts';
import type { Scenario } from './scenario.ts';

const account = 180;

/** RETR and DELE of every message, one by one, then QUIT. */
export const pop3Drain: Scenario = {
  name: 'pop3-drain',
  run: async (server, scale) => {
    const count = Math.max(100, Math.round(10_000 * scale));
    const imap = await ImapBench.open(server.ports.imap, login(account), password);
    const have = await imap.count('INBOX');
    const missing = Array.from({ length: count - have }, (_, index) => message(index, 8192));
    await imap.appendAll('INBOX', missing);
    await imap.logout();
    const { wallMs, cpuMs } = await measure(server.controlGroup, () =>
      drain(server.ports.pop3, count),
    );
    const name = 'POP3 drain of 8 KB messages';
    return [
      { name, value: (count / wallMs) * 1e3, unit: '/s', better: 'more' },
      { name: `${name}, CPU`, value: (cpuMs / count) * 1e3, unit: 'µs each', better: 'less' },
    ];
  },
};

async function drain(port: number, count: number): Promise<void> {
  const pop3 = await LineClient.open(port);
  const ask = async (line: string): Promise<void> => {
    pop3.write(`${line}\r\n`);
    const reply = await pop3.line();
    if (!reply.startsWith('+OK')) throw new Error(reply);
  };
  await pop3.line();
  await ask(`USER ${login(account)}`);
  await ask(`PASS ${password}`);
  for (let number = 1; number <= count; number++) {
    pop3.write(`RETR ${number}\r\n`);
    await pop3.until((line) => line === '.');
    await ask(`DELE ${number}`);
  }
  await ask('QUIT');
  pop3.close();
}

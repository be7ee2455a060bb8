/**
 * Measures this server and, where Debian's packages are installed, Postfix and Dovecot in the same run.
 *
 * `npm run bench`, `npm run bench -- --scale 0.1 smtp-4k append`, `npm run bench -- --json`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { type Column, renderReport } from './report.ts';
import { idleLatency } from './scenarios/idle-latency.ts';
import { idleMemory } from './scenarios/idle-memory.ts';
import { imapAppend } from './scenarios/imap-append.ts';
import { imapFetch } from './scenarios/imap-fetch.ts';
import { logins } from './scenarios/logins.ts';
import { pop3Drain } from './scenarios/pop3-drain.ts';
import { relayRate } from './scenarios/relay.ts';
import type { Figure, Scenario } from './scenarios/scenario.ts';
import { smtpDelivery } from './scenarios/smtp-delivery.ts';
import { startPostamt } from './servers/postamt.ts';
import { peersInstalled, startPostfixDovecot } from './servers/postfix-dovecot.ts';
import type { Server } from './servers/server.ts';

const fetched = { mailbox: 'b10k', messages: 10_000, size: 8192 };

const scenarios: readonly Scenario[] = [
  smtpDelivery(4096, 3000),
  smtpDelivery(102_400, 600),
  idleLatency,
  logins(false),
  logins(true),
  idleMemory,
  imapFetch({
    name: 'fetch-flags',
    mailbox: 'b100k',
    messages: 100_000,
    size: 2048,
    command: 'FETCH 1:* (UID FLAGS)',
  }),
  imapFetch({ ...fetched, name: 'fetch-envelope', command: 'FETCH 1:* (UID ENVELOPE)' }),
  imapFetch({ ...fetched, name: 'fetch-body', command: 'FETCH 1:* (UID BODY.PEEK[])' }),
  imapAppend,
  pop3Drain,
  relayRate,
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
    'no-peers': { type: 'boolean', default: false },
    'no-postamt': { type: 'boolean', default: false },
  },
});

async function measureServer(start: (folder: string) => Promise<Server>): Promise<Column> {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-bench-'));
  const server = await start(folder);
  const figures: Figure[] = [];
  try {
    for (const scenario of scenarios) {
      if (positionals.length > 0 && !positionals.includes(scenario.name)) continue;
      process.stderr.write(`${server.name}: ${scenario.name}\n`);
      figures.push(...(await scenario.run(server, Number(values.scale))));
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return { server: server.name, figures };
}

const columns: Column[] = [];
if (!values['no-postamt']) columns.push(await measureServer(startPostamt));
if (peersInstalled() && !values['no-peers']) columns.push(await measureServer(startPostfixDovecot));
else process.stderr.write('Without Postfix and Dovecot (Debian: postfix dovecot-imapd …)\n');
process.stdout.write(values.json ? `${JSON.stringify(columns)}\n` : renderReport(columns));
process.exit(0);

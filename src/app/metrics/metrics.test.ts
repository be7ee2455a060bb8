import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';

import type { ListenerName } from '#app/listener-kinds.ts';
import { defaultSettings } from '#app/settings.ts';
import { Supervisor } from '#app/supervisor.ts';
import { silentLog } from '#base/log.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { defaultLimits as smtpLimits } from '#session/smtp/limits.ts';

const names = ['smtp', 'submission', 'lmtp', 'imap', 'pop3', 'http'] as const;

const hostname = 'mail.example.test';

/** Connections after which each of two threads must have had one. */
const connectionsMax = 100;

async function withServer(
  threads: number,
  action: (server: Supervisor) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'postamt-metrics-'));
  const points = names.map((name) => ({ name, address: '127.0.0.1', port: 0 }));
  const dataFolder = join(folder, 'data');
  const certificates = [certify(folder)];
  const settings = { ...defaultSettings(), hostname, dataFolder, threads, points, certificates };
  const server = await Supervisor.start(settings, silentLog);
  try {
    await action(server);
  } finally {
    await server.stop(1_000);
    rmSync(folder, { recursive: true });
  }
}

function certify(folder: string): { certificate: string; key: string } {
  const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
  const leaf = issueLeaf(issueAuthority('Test authority', validity), [hostname], validity);
  const paths = { certificate: join(folder, 'leaf.pem'), key: join(folder, 'leaf.key') };
  writeFileSync(paths.certificate, leaf.certificate);
  writeFileSync(paths.key, leaf.key);
  return paths;
}

function portOf(server: Supervisor, name: ListenerName): number {
  return server.points.find((point) => point.name === name)?.port ?? 0;
}

/** Sends the lines all at once; returns all that comes until the server closes. */
async function talk(
  server: Supervisor,
  name: ListenerName,
  lines: readonly string[],
): Promise<string> {
  const socket = connect(portOf(server, name), '127.0.0.1');
  socket.write(lines.map((line) => `${line}\r\n`).join(''));
  return await text(socket);
}

/** Value of each series of the metric, by its labels. */
async function series(server: Supervisor, metric: string): Promise<Record<string, number>> {
  const answer = await fetch(`http://127.0.0.1:${portOf(server, 'http')}/metrics`, {
    headers: { connection: 'close' },
  });
  const found = (await answer.text()).matchAll(new RegExp(`^${metric}\\{(.*)\\} (\\d+)$`, 'gmu'));
  return Object.fromEntries([...found].map(([, labels = '', value]) => [labels, Number(value)]));
}

test('Errors of peers are counted for each protocol, and sessions that end for them', async () => {
  await withServer(0, async (server) => {
    const nothing = { smtp: 0, submission: 0, lmtp: 0, imap: 0, pop3: 0 };
    assert.deepEqual(await series(server, 'postamt_protocol_errors_total'), labelled(nothing));
    await talk(server, 'smtp', ['EHLO x', 'FOO', 'QUIT']);
    await talk(server, 'submission', ['FOO', 'BAR', 'QUIT']);
    await talk(server, 'lmtp', ['FOO', 'BAR', 'LHLO x', 'BAZ', 'QUIT']);
    await talk(server, 'imap', ['a FOO', 'b SELECT INBOX', '', 'c FETCH', 'd LOGOUT']);
    const tooMany = Array.from({ length: smtpLimits.errorsMax + 5 }, () => 'FOO');
    assert.match(await talk(server, 'pop3', tooMany), /-ERR/u);
    assert.deepEqual(
      await series(server, 'postamt_protocol_errors_total'),
      labelled({ smtp: 1, submission: 2, lmtp: 3, imap: 4, pop3: 20 }),
    );
    assert.match(await talk(server, 'smtp', tooMany), /421 4\.7\.0 Too many errors/u);
    assert.match(await talk(server, 'imap', tooMany), /BYE Too many errors/u);
    assert.deepEqual(
      await series(server, 'postamt_sessions_closed_total'),
      labelled({ smtp: 1, submission: 0, lmtp: 0, imap: 1, pop3: 1 }, ',reason="errors"'),
    );
  });
});

test('A session that says goodbye is not counted as ended for its errors', async () => {
  await withServer(0, async (server) => {
    const wrong = Array.from({ length: smtpLimits.errorsMax - 1 }, () => 'FOO');
    await talk(server, 'smtp', [...wrong, 'QUIT']);
    await talk(server, 'pop3', [...wrong, 'QUIT']);
    const closed = await series(server, 'postamt_sessions_closed_total');
    assert.deepEqual([...new Set(Object.values(closed))], [0]);
  });
});

test('The counts of errors are sums over all edge threads', async () => {
  await withServer(2, async (server) => {
    let sent = 0;
    for (; sent < connectionsMax; sent++) {
      const counts = await Promise.all(server.threads.map((thread) => thread.counts()));
      if (
        counts.every((edge) =>
          edge.some(({ protocol, errors }) => protocol === 'imap' && errors > 0),
        )
      )
        break;
      await talk(server, 'imap', ['a FOO', 'b LOGOUT']);
    }
    assert.ok(sent > 1 && sent < connectionsMax, 'both threads had a session');
    const errors = await series(server, 'postamt_protocol_errors_total');
    assert.equal(errors['protocol="imap"'], sent);
  });
});

function labelled(values: Readonly<Record<string, number>>, more = ''): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([protocol, value]) => [`protocol="${protocol}"${more}`, value]),
  );
}

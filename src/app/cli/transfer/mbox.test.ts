import assert from 'node:assert/strict';
import { test } from 'node:test';

import { takeStatus } from '#app/cli/transfer/mbox-status.ts';
import type { LeftOut, SourceMessage } from '#app/cli/transfer/message.ts';
import { readMbox } from '#app/cli/transfer/read-mbox.ts';
import { mboxEntry } from '#app/cli/transfer/write-mbox.ts';
import { fc } from '#test/stage/property.ts';

async function read(text: string | Uint8Array, size = 7): Promise<(SourceMessage | LeftOut)[]> {
  const octets = typeof text === 'string' ? Buffer.from(text, 'latin1') : text;
  async function* chunks(): AsyncGenerator<Uint8Array, void> {
    for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
  }
  const messages = [];
  for await (const message of readMbox(chunks())) messages.push(message);
  return messages;
}

async function texts(text: string): Promise<string[]> {
  return (await read(text)).map((message) =>
    'octets' in message ? Buffer.from(message.octets).toString('latin1') : message.leftOut,
  );
}

test('Messages are divided at separators after a blank line alone (RFC 4155 §2)', async () => {
  const mbox = [
    'From ada@example.org Thu Jan  1 00:00:10 2026',
    'Subject: one',
    '',
    'From the beginning, with no time',
    'text',
    'From ben@example.org Thu Jan  1 00:00:20 2026',
    '',
    'From carl@example.org Fri Jan  2 10:00 CET 2026',
    'Subject: two',
    '',
    '',
    'end',
  ].join('\n');
  assert.deepEqual(await texts(mbox), [
    'Subject: one\r\n\r\nFrom the beginning, with no time\r\ntext\r\n' +
      'From ben@example.org Thu Jan  1 00:00:20 2026\r\n',
    'Subject: two\r\n\r\n\r\nend\r\n',
  ]);
});

test('The separator tells when a message was received, with the zone where there is one', async () => {
  const times = [
    ['Thu Jan  1 00:00:10 2026', Date.UTC(2026, 0, 1, 0, 0, 10)],
    ['Thu Jan 01 12:30:00 +0200 2026', Date.UTC(2026, 0, 1, 10, 30)],
    ['Thu Jan  1 12:30:00 2026 -0100', Date.UTC(2026, 0, 1, 13, 30)],
  ] as const;
  for (const [time, at] of times) {
    const [message] = await read(`From x ${time}\nA: b\n\ntext\n`);
    assert.ok(message !== undefined && 'octets' in message);
    assert.equal(message.receivedAt, at, time);
  }
});

test('Quoting loses one ">", with CRLF and without a last line end too', async () => {
  const mbox =
    'From x Thu Jan  1 00:00:10 2026\r\nA: b\r\n\r\n>From one\r\n>>From two\r\n> From x\r\n>From';
  assert.deepEqual(await texts(mbox), [
    'A: b\r\n\r\nFrom one\r\n>From two\r\n> From x\r\n>From\r\n',
  ]);
});

test('Status fields of mutt, Dovecot and Thunderbird become flags and go', () => {
  const header =
    'Subject: x\r\nStatus: RO\r\nX-Status: AFTD\r\nX-Keywords: work\r\n  $Junk\r\nTo: y\r\n';
  const { rest, status } = takeStatus(header);
  assert.equal(rest, 'Subject: x\r\nTo: y\r\n');
  assert.deepEqual(status, { flags: 31, keywords: ['work', '$Junk'], expunged: false });
  const mozilla = takeStatus(
    'X-Mozilla-Status: 0007\r\nX-Mozilla-Status2: 0\r\nX-Mozilla-Keys: $label1\r\n',
  );
  assert.equal(mozilla.rest, '');
  assert.deepEqual(mozilla.status, { flags: 7, keywords: ['$label1'], expunged: false });
});

test('Messages that Thunderbird deleted are left where they are', async () => {
  const separator = 'From - Thu Jan  1 00:00:10 2026\n';
  const mbox = `${separator}X-Mozilla-Status: 0009\nA: 1\n\nx\n\n${separator}A: 2\n\ny\n`;
  assert.deepEqual(await texts(mbox), ['A: 2\r\n\r\ny\r\n']);
});

test('What is no mbox is refused', async () => {
  await assert.rejects(read('Subject: no\n\nmbox'), { name: 'CliError', code: 'mbox.malformed' });
  assert.deepEqual(await read(''), []);
});

test('Any message with CRLF lines comes back as it was', async () => {
  const line = fc.oneof(
    fc.constantFrom('', 'From ', 'From x Thu Jan  1 00:00:10 2026', '>From y', '>>From ', 'A: b'),
    fc.string({ unit: fc.constantFrom('a', ' ', '>', '\u00fc', '.', '\u0000') }),
  );
  const stored = fc.record({
    lines: fc.array(line, { minLength: 1 }),
    flags: fc.integer({ min: 0, max: 31 }),
    keywords: fc.subarray(['work', '$Forwarded', 'a-b']),
    seconds: fc.integer({ min: 0, max: 4_000_000_000 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(stored, { maxLength: 4 }), async (messages) => {
      const sources = messages.map(({ lines, flags, keywords, seconds }) => {
        const octets = Buffer.from(`Subject: x\r\n\r\n${lines.join('\r\n')}\r\n`, 'latin1');
        return { octets, flags, keywords, receivedAt: seconds * 1_000 };
      });
      const mbox = Buffer.concat(sources.map((source) => mboxEntry({ ...source, uid: 1 })));
      assert.deepEqual(await read(mbox, 64), sources);
    }),
    { numRuns: 200 },
  );
});

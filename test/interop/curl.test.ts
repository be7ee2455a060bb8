/** curl: IMAP and POP3 one command at a time. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { Demo } from '#test/interop/demo.ts';
import { type Outcome, succeed } from '#test/interop/program.ts';

let demo: Demo;

before(async () => {
  demo = await Demo.start();
});

after(() => demo[Symbol.asyncDispose]());

/** Runs curl as Ada on `scheme://localhost:port/path`, the certificate verified. */
function curl(scheme: string, path: string, ...options: readonly string[]): Promise<Outcome> {
  const { address, password } = demo.person(0);
  const trust = ['--cacert', demo.ready.certificateAuthority, '--ssl-reqd'];
  const url = `${scheme}://localhost:${demo.port(scheme)}/${path}`;
  const args = ['-sS', ...trust, '--user', `${address}:${password}`, ...options, url];
  return succeed({ program: 'curl', args });
}

async function imap(path: string, command: string): Promise<string> {
  return (await curl('imaps', path, '--request', command)).output;
}

test('curl lists mailboxes with their uses (RFC 6154 §2)', async () => {
  const { output } = await curl('imaps', '');
  assert.match(output, /^\* LIST \([^)]*\\Sent[^)]*\) "\/" Sent\r$/m);
  assert.match(output, /^\* LIST \(.*\) "\/" INBOX\r$/m);
});

for (const mechanism of ['PLAIN', 'LOGIN']) {
  test(`curl logs in with AUTH=${mechanism} over STARTTLS`, async () => {
    const { output } = await curl('imap', 'INBOX?ALL', '--login-options', `AUTH=${mechanism}`);
    assert.match(output, /^\* SEARCH( \d+)+\r$/m);
  });
}

test('curl appends, reads, flags, moves and deletes (RFC 9051 §6.3.12, §6.4.8)', async () => {
  const text = 'From: ada@example.test\r\nSubject: appended by curl\r\n\r\nGrüße\r\n';
  await imap('', 'CREATE B&APw-ro');
  await curl('imaps', 'B%26APw-ro', '--upload-file', demo.file('append.eml', text));
  const source = await curl('imaps', 'B%26APw-ro;MAILINDEX=1');
  assert.equal(source.output, text);
  const section = await curl('imaps', 'B%26APw-ro;MAILINDEX=1;SECTION=TEXT');
  assert.equal(section.output, 'Grüße\r\n');
  const stored = await imap('B%26APw-ro', 'STORE 1 +FLAGS (\\Flagged todo)');
  assert.match(stored, /FLAGS \(.*\\Flagged.*todo.*\)/);
  await imap('B%26APw-ro', 'MOVE 1 Trash');
  assert.match((await curl('imaps', 'B%26APw-ro?ALL')).output, /^\* SEARCH\r$/m);
  const flags = await imap('Trash', 'FETCH 1:* (FLAGS)');
  assert.match(flags, /\\Flagged.*todo/);
  await imap('Trash', 'STORE 1:* +FLAGS.SILENT (\\Deleted)');
  await imap('Trash', 'EXPUNGE');
  assert.match((await curl('imaps', 'Trash?ALL')).output, /^\* SEARCH\r$/m);
  await imap('', 'DELETE B&APw-ro');
  assert.doesNotMatch((await curl('imaps', '')).output, /B&APw-ro/);
});

test('curl lists, reads and deletes over pop3s:// and over STLS (RFC 2595 §4)', async () => {
  const list = await curl('pop3s', '');
  const numbers = [...list.output.matchAll(/^(\d+) \d+\r$/gm)].map(([, number]) => Number(number));
  assert.ok(numbers.length >= 3, list.output);
  const last = numbers.length;
  const { output: message } = await curl('pop3s', String(last));
  assert.match(message, /^Subject: /m);
  const top = await curl('pop3', '', '--request', `TOP ${last} 0`);
  assert.ok(message.startsWith(top.output.trimEnd()), top.output);
  await curl('pop3s', String(last), '--request', 'DELE', '--list-only');
  const rest = await curl('pop3', '', '--login-options', 'AUTH=PLAIN');
  assert.equal(rest.output.match(/^\d+ \d+\r$/gm)?.length, last - 1);
});

test('A certificate of an unknown authority is refused by the client, not by us', async () => {
  const { address, password } = demo.person(0);
  const url = `imaps://localhost:${demo.port('imaps')}/`;
  const args = ['-sS', '--user', `${address}:${password}`, url];
  await assert.rejects(succeed({ program: 'curl', args }), /SSL certificate problem/);
});

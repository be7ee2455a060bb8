/** Symfony Mailer, with which Nextcloud sends: in the right way, and in every wrong one. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { issueAuthority } from '#net/issue-certificate.ts';
import { runInside } from '#test/cli/stage.ts';
import { Demo } from '#test/interop/demo.ts';
import { succeed } from '#test/interop/program.ts';

const from = 'cloud@example.test';

let demo: Demo;
let password = '';
/** An authority that has nothing to do with the server. */
let strangers = '';

/** What the mailer is told; what a test leaves out is right. */
type Ask = {
  readonly port: number;
  readonly tls: boolean;
  readonly login: string;
  readonly password: string;
  readonly from: string;
  readonly sender: string;
  readonly to: string;
  readonly ssl: Readonly<Record<string, unknown>>;
};

before(async () => {
  demo = await Demo.start();
  const year = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2036, 0, 1) };
  strangers = demo.file('strangers.pem', issueAuthority('Strangers', year).certificate);
  const lists = ['--from', from, '--from', 'info@example.test', '--language', 'en'];
  const made = await postamt('application', 'create', 'Cloud', '--kind', 'nextcloud', ...lists);
  ({ password } = made);
});

after(async () => {
  await demo.stop();
});

/** A command of ours beside the server, which must succeed. */
async function postamt(...args: readonly string[]) {
  const said = await runInside([...args, '--data', demo.data, '--json']);
  return said.json;
}

/** Presses "Send email"; what the person sees. */
async function press(ask: Partial<Ask>): Promise<{ ok: boolean; message?: string }> {
  const input = JSON.stringify({
    host: 'localhost',
    port: demo.port('submissions'),
    tls: true,
    login: from,
    password,
    from,
    sender: from,
    to: demo.person(0).address,
    timeout: 1,
    ...ask,
    ssl: { cafile: demo.ready.certificateAuthority, ...ask.ssl },
  });
  const args = [join(import.meta.dirname, 'symfony-mailer.php')];
  return JSON.parse((await succeed({ program: 'php', args, input })).output);
}

/** Watches one attempt as an administrator does; what the watcher prints, and the exit code. */
async function watched(attempt: () => Promise<unknown>, seconds = 15) {
  let text = '';
  const begun = Promise.withResolvers<void>();
  const write = (piece: string): void => {
    text += piece;
    begun.resolve();
  };
  const args = ['application', 'watch', 'Cloud', '--once', '--timeout', String(seconds)];
  const watching = runInside([...args, '--host', 'localhost', '--data', demo.data], {
    stdout: { write },
  });
  await Promise.race([begun.promise, watching]);
  const said = await attempt();
  const { code, stderr } = await watching;
  assert.equal(stderr, '');
  return { text, code, said };
}

const submission = () => demo.port('submission');

for (const [name, mode] of [
  ['SSL/TLS', () => ({})],
  ['None/STARTTLS', () => ({ port: submission(), tls: false })],
] as const) {
  test(`The test mail comes through with ${name}, and its talk is shown without secrets`, async () => {
    const { text, code, said } = await watched(() => press(mode()));
    assert.deepEqual([said, code], [{ ok: true }, 0], text);
    assert.match(text, /^Watching "Cloud"/);
    assert.match(text, /TLS stands: TLSv1\.3, TLS_\w+, asked for localhost\n/);
    assert.match(text, /Logged in as cloud@example\.test with (?:PLAIN|LOGIN)\n/);
    assert.match(text, /C: MAIL FROM:<cloud@example\.test>/);
    assert.match(text, /Accepted for 1 recipients, trace \w+/);
    assert.match(text, /=> OK: The message was accepted/);
    assert.ok(!text.includes(password));
    assert.ok(!text.includes(Buffer.from(`\0${from}\0${password}`).toString('base64')));
  });
}

/** Name, what is asked wrongly, and the watcher's words. */
const wrong: readonly (readonly [name: string, ask: () => Partial<Ask>, words: RegExp])[] = [
  [
    'SSL/TLS on the port with STARTTLS',
    () => ({ port: submission() }),
    /=> The application began TLS at once .*\n {3}Use port 465 with SSL\/TLS/,
  ],
  [
    'None/STARTTLS on the port with TLS',
    () => ({ tls: false }),
    /cannot be told.*\n.*It says nothing\n=> .*waits for a greeting.*\n {3}Set its encryption to SSL\/TLS/,
  ],
  [
    'a name that the certificate has not',
    () => ({ ssl: { peer_name: 'smtp.wrong.test' } }),
    /=> The application asked for "smtp\.wrong\.test" and left.*\n {3}Enter localhost as the server/,
  ],
  [
    'a name that the certificate has not, after STARTTLS',
    () => ({ port: submission(), tls: false, ssl: { peer_name: 'smtp.wrong.test' } }),
    /=> The application asked for "smtp\.wrong\.test" and left/,
  ],
  [
    'an authority that is not known',
    () => ({ ssl: { cafile: strangers } }),
    /=> The application does not trust whoever issued the certificate/,
  ],
  [
    'a TLS version of old',
    () => ({ ssl: { crypto_method: 8, ciphers: 'DEFAULT@SECLEVEL=0' } }),
    /=> The application knows only TLS versions that are not safe any more/,
  ],
  [
    'a wrong password',
    () => ({ password: 'wrong' }),
    /=> The password of "cloud@example\.test" is wrong.*\n {3}Enter the password again/,
  ],
  [
    'a login that is not there',
    () => ({ login: 'cluod@example.test' }),
    /=> There is no login "cluod@example\.test".*\n {3}Enter cloud@example\.test/,
  ],
  [
    'an envelope sender of somebody else',
    () => ({ sender: demo.person(1).address }),
    /=> The application may not send as ".*@example\.test" \(envelope sender\).*\n {3}.*cloud@example\.test, info@example\.test/,
  ],
  [
    'a From field of somebody else',
    () => ({ from: demo.person(1).address }),
    /=> The From field of the message names an address that the application may not use/,
  ],
  [
    'a recipient that is not there',
    () => ({ to: 'nobody-here@example.test' }),
    /=> A recipient was refused: 550 5\.1\.1/,
  ],
];

for (const [name, ask, words] of wrong) {
  test(`The watcher says what is wrong with ${name}`, async () => {
    const { text, code, said } = await watched(() => press(ask()));
    assert.equal(code, 1, text);
    assert.notDeepEqual(said, { ok: true });
    assert.match(text, words);
  });
}

test('A recipient on the suppression list is refused with the reason; people may write', async () => {
  await postamt('suppression', 'add', 'gone@far.test', '--note', 'asked us to stop');
  const { text, code } = await watched(() => press({ to: 'gone@far.test' }));
  assert.equal(code, 1);
  assert.match(
    text,
    /=> "gone@far\.test" is on the suppression list: .*administrator put it there/,
  );
  assert.match(
    text,
    /S: 550 5\.7\.1 .*asked us to stop.*postamt suppression remove gone@far\.test/,
  );
  const { address, password: own } = demo.person(0);
  const person = { login: address, password: own, from: address, sender: address };
  assert.deepEqual(await press({ ...person, to: 'gone@far.test' }), { ok: true });
});

test('Over its limit and outside of its networks an application hears so, and its log keeps it', async () => {
  await postamt('application', 'limits', 'Cloud', '--day', '1');
  const over = await watched(() => press({}));
  assert.match(over.text, /S: 450 4\.7\.1 The limit of 1 messages in one day for this login/);
  assert.match(over.text, /=> The limit of 1 messages in one day .* it ends .* 00:00 UTC\./);
  await postamt('application', 'limits', 'Cloud', '--day', 'unlimited');
  await postamt('application', 'update', 'Cloud', '--network', '192.0.2.0/24');
  const outside = await watched(() => press({}));
  assert.match(outside.text, /S: 535 5\.7\.8 Login or password is wrong/);
  assert.match(outside.text, /=> Name and password are right, but \S+ is none of the networks/);
  await postamt('application', 'update', 'Cloud', '--network', 'any');

  const log: { outcome: string; stage: string; words: string }[] = await postamt(
    'application',
    'log',
    'Cloud',
  );
  const kinds = new Set(log.map(({ outcome, stage }) => `${outcome} ${stage}`));
  const refused = ['login', 'sender', 'recipient', 'limit', 'message'];
  const all = ['accepted message', ...refused.map((stage) => `refused ${stage}`)];
  assert.deepEqual([...kinds].toSorted(), all.toSorted());
  assert.ok(log.some(({ words }) => words === 'Login from outside of its networks'));
});

test('Where nothing comes at all, the watcher names address, port and firewall', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  server.close();
  await once(server, 'close');
  const { text, code, said } = await watched(() => press({ port: address.port }), 1);
  assert.equal(code, 1);
  assert.notDeepEqual(said, { ok: true });
  assert.match(text, /=> No connection has come.*\n {3}Check the server address \(localhost\)/);
});

/** Browsers that are signed in, and what administrators do about them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';

import { CliStage, Server } from '#test/cli/stage.ts';

const ada = 'ada@example.org';

/** Requests sent at once, each on a connection of its own: some reach every thread. */
const manyRequests = 8;

/** One request over TLS; status and fields of the answer. */
async function ask(stage: CliStage, server: Server, head: readonly string[], body = '') {
  const fields = ['Host: mail.example.org', 'Connection: close', `Content-Length: ${body.length}`];
  const said = [...head, ...fields, '', body].join('\r\n');
  const answer = await text(server.talk(stage, 'https', said));
  const [, status = '', cookie = ''] =
    /^HTTP\/1\.1 (\d{3})(?:[\s\S]*?\r\nset-cookie: ([^;]+))?/iu.exec(answer) ?? [];
  return { status, cookie, answer };
}

async function signIn(stage: CliStage, server: Server, password: string): Promise<string> {
  const body = JSON.stringify({ login: ada, password });
  const head = [
    'POST /auth/login HTTP/1.1',
    'Content-Type: application/json',
    'User-Agent: curl/8',
  ];
  const { status, cookie, answer } = await ask(stage, server, head, body);
  assert.equal(status, '204', answer);
  return cookie;
}

test('A session that was revoked opens nothing on any thread, from the answer on', async () => {
  using stage = new CliStage();
  await stage.setup();
  const { password } = await stage.ask('account', 'create', ada, '--generate');
  const server = await Server.start(stage, 2);
  try {
    const open = async (cookie: string, path: string): Promise<string[]> => {
      const head = [`GET ${path} HTTP/1.1`, `Cookie: ${cookie}`];
      const requests = Array.from({ length: manyRequests }, () => ask(stage, server, head));
      const answers = await Promise.all(requests);
      return [...new Set(answers.map(({ status }) => status))];
    };
    const paths = ['/auth/session', '/jmap/session'];
    const [one, two] = [
      await signIn(stage, server, password),
      await signIn(stage, server, password),
    ];
    for (const path of paths) assert.deepEqual(await open(one, path), ['200'], path);
    const sessions = await stage.ask('session', 'list', ada);
    assert.deepEqual(
      sessions.map(({ browser, method }: Record<string, string>) => [browser, method]),
      [
        ['curl', 'password'],
        ['curl', 'password'],
      ],
    );
    const first = Math.min(...sessions.map(({ id }: { id: number }) => id));
    await stage.ask('session', 'revoke', ada, String(first), '--yes');
    for (const path of paths) assert.deepEqual(await open(one, path), ['401'], path);
    assert.deepEqual(await open(two, '/auth/session'), ['200']);
    const again = await stage.run('session', 'revoke', ada, String(first), '--yes', '--json');
    assert.equal(again.error.code, 'session.absent');

    await stage.ask('account', 'disable', ada);
    assert.deepEqual(await open(two, '/auth/session'), ['401']);
    await stage.ask('account', 'enable', ada);
    assert.deepEqual(await open(two, '/auth/session'), ['200']);
    const all = await stage.ask('session', 'revoke', ada, '--yes');
    assert.equal(all.ended, 1);
    assert.deepEqual(await open(two, '/auth/session'), ['401']);
  } finally {
    await server.stop();
  }
});

test('A second step that is not there cannot be removed', async () => {
  using stage = new CliStage();
  await stage.setup();
  const admin = 'admin@example.org';
  const absent = await stage.run('account', 'remove-second-step', admin, '--yes', '--json');
  assert.equal(absent.error.code, 'totp.absent');
  assert.match(absent.error.advice, /password alone/u);
  const { stdout } = await stage.run('session', 'list', admin);
  assert.match(stdout, /No browser is signed in/u);
});

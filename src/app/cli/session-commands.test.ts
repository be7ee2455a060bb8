/** Browsers that are signed in, and what administrators do about them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { text } from 'node:stream/consumers';

import { systemClock } from '#base/clock.ts';
import { appCode } from '#test/stage/authenticator-app.ts';
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
    const open = async (cookie: string): Promise<string[]> => {
      const head = ['GET /auth/session HTTP/1.1', `Cookie: ${cookie}`];
      const requests = Array.from({ length: manyRequests }, () => ask(stage, server, head));
      const answers = await Promise.all(requests);
      return [...new Set(answers.map(({ status }) => status))];
    };
    const [one, two] = [
      await signIn(stage, server, password),
      await signIn(stage, server, password),
    ];
    assert.deepEqual(await open(one), ['200']);
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
    assert.deepEqual(await open(one), ['401']);
    assert.deepEqual(await open(two), ['200']);
    const again = await stage.run('session', 'revoke', ada, String(first), '--yes', '--json');
    assert.equal(again.error.code, 'session.absent');

    await stage.ask('account', 'disable', ada);
    assert.deepEqual(await open(two), ['401']);
    await stage.ask('account', 'enable', ada);
    assert.deepEqual(await open(two), ['200']);
    const all = await stage.ask('session', 'revoke', ada, '--yes');
    assert.equal(all.ended, 1);
    assert.deepEqual(await open(two), ['401']);
  } finally {
    await server.stop();
  }
});

test('With a second step mail programs need an app password, until the administrator removes it', async () => {
  using stage = new CliStage();
  await stage.setup();
  const { password } = await stage.ask('account', 'create', ada, '--generate');
  const app = await stage.ask('app-password', 'create', ada, 'phone');
  const server = await Server.start(stage, 0);
  try {
    const cookie = await signIn(stage, server, password);
    const fields = [`Cookie: ${cookie}`, 'Origin: https://mail.example.org'];
    const me = async (path: string, body = '') => {
      const { answer } = await ask(
        stage,
        server,
        [`POST /api/v1/me${path} HTTP/1.1`, ...fields],
        body,
      );
      return answer;
    };
    const [, uri = ''] = /"uri":"(.*?)"/u.exec(await me('/totp')) ?? [];
    const secret = new URL(uri).searchParams.get('secret') ?? '';
    const code = appCode(secret, systemClock.now());
    assert.match(await me('/totp/confirm', JSON.stringify({ code })), /"recoveryCodes"/u);
    assert.match(await server.login(stage, ada, password), /^NO \[ALERT\] .*app password$/u);
    assert.match(await server.login(stage, ada, app.password), /^OK/u);
    const shown = await stage.ask('account', 'show', ada);
    assert.deepEqual([shown.secondStep, shown.passkeys, shown.browsers], [true, 0, 1]);
    await stage.ask('account', 'remove-second-step', ada, '--yes');
    assert.match(await server.login(stage, ada, password), /^OK/u);
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

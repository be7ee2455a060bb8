import assert from 'node:assert/strict';
import { test } from 'node:test';

import { explain, type ExplainEvent } from '#core/applications/explain.ts';
import type { Finding } from '#core/applications/explanation.ts';
import type { WatchStep } from '#core/applications/watch/watch-step.ts';

const context = {
  host: 'mail.example.org',
  login: 'cloud@example.org',
  fromAddresses: ['noreply@example.org'],
  language: 'en',
};

const onTls: WatchStep = { kind: 'connected', port: 465, tls: true };
const onPlain: WatchStep = { kind: 'connected', port: 587, tls: false };
const ehlo: WatchStep = { kind: 'command', text: 'EHLO cloud' };
const closed: WatchStep = { kind: 'closed' };

function tls(nameKnown?: boolean): WatchStep {
  const common = { protocol: 'TLSv1.3', cipher: 'TLS_AES_128_GCM_SHA256' };
  const serverName = nameKnown === undefined ? undefined : 'smtp.wrong.test';
  return { kind: 'tls', ...common, serverName, nameKnown };
}

function failed(failure: Extract<WatchStep, { kind: 'tls-failed' }>['failure']): WatchStep {
  return { kind: 'tls-failed', failure, detail: 'ERR_SSL' };
}

function command(text: string): WatchStep {
  return { kind: 'command', text };
}

function reply(code: number, enhanced: string, text: string): WatchStep {
  return { kind: 'reply', code, enhanced, text };
}

function denied(
  reason: Extract<WatchStep, { kind: 'login-failed' }>['reason'],
): readonly WatchStep[] {
  const failure: WatchStep = { kind: 'login-failed', reason, login: 'x@example.org', accountId: 1 };
  const answer = reply(535, '5.7.8', 'Login or password is wrong');
  return [onTls, tls(true), ehlo, command('AUTH PLAIN ***'), failure, answer, closed];
}

function refused(stage: 'sender' | 'recipient' | 'limit' | 'message', what: string): WatchStep[] {
  return [
    onTls,
    tls(true),
    ehlo,
    { kind: 'refused', stage, what },
    reply(550, '5.7.1', 'The words'),
  ];
}

function delivered(outcome: 'delivered' | 'deferred' | 'failed'): WatchStep {
  return { kind: 'delivery', queueId: 1, recipient: 'b@far.test', outcome, words: '250 Taken' };
}

const accepted: WatchStep = {
  kind: 'accepted',
  traceId: 't',
  tenantId: 1,
  recipients: 1,
  queueIds: [1],
};

type Case = readonly [
  finding: Finding,
  steps: readonly WatchStep[],
  reason: RegExp,
  remedy: RegExp,
];

const cases: readonly Case[] = [
  ['nothing', [], /No connection has come/, /mail\.example\.org.*firewall/],
  ['silent', [onTls], /waits for a greeting/, /SSL\/TLS for port 465/],
  ['silent', [onTls, failed('silent')], /waits for a greeting/, /use port 587/],
  ['plain-on-tls', [onTls, failed('plain-on-tls')], /without TLS on the port/, /SSL\/TLS/],
  ['tls-on-plain', [onPlain, failed('tls-on-plain'), closed], /TLS at once/, /port 465/],
  ['tls-version', [onTls, failed('version')], /not safe any more/, /TLS 1\.2/],
  ['tls-cipher', [onTls, failed('cipher')], /no cipher in common/, /Update/],
  ['unknown-authority', [onTls, failed('unknown-authority')], /does not trust/, /authority/],
  ['certificate-expired', [onTls, failed('expired')], /has expired/, /clock/],
  ['certificate', [onTls, failed('certificate')], /refused the certificate/, /mail\.example/],
  ['tls-other', [onTls, failed('other')], /not finished \(ERR_SSL\)/, /settings/],
  ['name-mismatch', [onTls, tls(false), closed], /"smtp\.wrong\.test"/, /mail\.example\.org/],
  ['left-after-tls', [onTls, tls(), closed], /as soon as TLS/, /not an IP address/],
  [
    'name-mismatch',
    [onPlain, ehlo, command('STARTTLS'), reply(220, '2.0.0', 'Begin'), tls(false), closed],
    /another name/,
    /mail\.example\.org/,
  ],
  [
    'no-tls',
    [onPlain, ehlo, command('MAIL FROM:<a@b>'), reply(530, '5.7.0', 'Log in first'), closed],
    /did not begin TLS/,
    /STARTTLS/,
  ],
  [
    'no-tls',
    [onPlain, ehlo, command('AUTH PLAIN ***'), reply(538, '5.7.11', 'Start TLS first')],
    /without TLS/,
    /openssl/,
  ],
  ['no-tls', [onPlain, ehlo, reply(250, '', 'x'), command('QUIT'), closed], /TLS/, /587/],
  [
    'no-login',
    [onTls, tls(true), ehlo, command('MAIL FROM:<a@b>'), reply(530, '5.7.0', 'Log in first')],
    /did not log in/,
    /cloud@example\.org/,
  ],
  ['login-unknown', denied('unknown'), /no login "x@example\.org"/, /cloud@example\.org/],
  ['login-password', denied('password'), /is wrong/, /application password/],
  ['login-expired', denied('expired'), /has expired/, /new one/],
  ['login-network', denied('network'), /192\.0\.2\.9 is none/, /--network 192\.0\.2\.9/],
  ['login-disabled', denied('disabled'), /disabled/, /enable/],
  ['login-scope', denied('scope'), /not made for sending/, /application password/],
  ['login-application', denied('application'), /only sends/, /person/],
  ['sender', refused('sender', 'me@else.test'), /"me@else\.test"/, /noreply@example\.org/],
  ['author', refused('message', 'from'), /From field/, /noreply@example\.org/],
  ['suppressed', refused('recipient', 'b@far.test'), /"b@far\.test".*The words/, /remove/],
  ['limit', refused('limit', 'messages'), /The words\./, /raise the limit/],
  ['refused', refused('message', ''), /The words/, /reply says/],
  [
    'recipient',
    [
      onTls,
      tls(true),
      ehlo,
      command('RCPT TO:<x@y>'),
      reply(550, '5.1.1', 'No such mailbox'),
      command('RSET'),
      reply(250, '2.0.0', 'OK'),
      closed,
    ],
    /550 5\.1\.1 No such mailbox/,
    /address of the recipient/,
  ],
  [
    'left',
    [onTls, tls(true), ehlo, reply(250, '', 'AUTH PLAIN'), closed],
    /last reply was 250/,
    /own log/,
  ],
  ['running', [onTls, tls(true), ehlo, reply(250, '', 'AUTH PLAIN')], /goes on/, /^$/],
  ['accepted', [onTls, tls(true), ehlo, accepted, reply(250, '2.0.0', 'Filed')], /accepted/, /^$/],
  ['delivered', [onTls, accepted, closed, delivered('delivered')], /250 Taken/, /^$/],
  ['deferred', [onTls, accepted, closed, delivered('deferred')], /not take.*yet/, /queue list/],
  ['failed', [onTls, accepted, closed, delivered('failed')], /has refused/, /other server/],
];

for (const [finding, steps, reason, remedy] of cases) {
  test(`An attempt is explained: ${finding}, ${steps.length} steps`, () => {
    const events = steps.map((step): ExplainEvent => {
      return { ...step, remoteAddress: '192.0.2.9', face: 'submission' };
    });
    const said = explain(events, context);
    assert.equal(said.finding, finding);
    assert.match(said.reason, reason);
    assert.match(said.remedy, remedy);
    const german = explain(events, { ...context, language: 'de' });
    assert.equal(german.finding, finding);
    assert.notEqual(german.reason, said.reason);
  });
}

test('Port 25 is named as the wrong one', () => {
  const events = [onPlain, ehlo, command('AUTH LOGIN'), reply(500, '5.5.1', 'Command not known')];
  const said = explain(
    events.map((step) => ({ ...step, remoteAddress: '192.0.2.9', face: 'mx' })),
    context,
  );
  assert.equal(said.finding, 'wrong-port');
  assert.match(said.remedy, /465/);
});

test('Only what was taken counts as good', () => {
  const good = cases.filter(([, steps]) => {
    const events = steps.map((step) => ({ ...step, remoteAddress: '::1', face: 'submission' }));
    return explain(events, context).ok;
  });
  assert.deepEqual(
    good.map(([finding]) => finding),
    ['running', 'accepted', 'delivered', 'deferred'],
  );
});

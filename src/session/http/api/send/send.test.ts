import assert from 'node:assert/strict';
import { test } from 'node:test';

import { lockSending } from '#store/operations/limits/change-hold.ts';
import { addSuppression } from '#store/operations/suppression/add-suppression.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { sendAttemptMs } from '#store/operations/sending/send-keys.ts';
import { newBurstFloor } from '#store/send-profile.ts';
import { bodiesOf } from '#test/stage/bodies-of.ts';
import { type SendingStage, sendingStage } from '#test/stage/sending-stage.ts';

const peer = { remote: { address: '192.0.2.1', port: 1 }, secure: true };

/** Members of the answers that are looked at. */
type Json = {
  readonly id: string;
  readonly type?: string;
  readonly detail: string;
  readonly messageId: string;
  readonly cancelledRecipients: number;
  readonly recipients: readonly { readonly status: string; readonly reason: string }[];
  readonly results: readonly { readonly status: number }[];
  readonly suppressions: readonly { readonly address: string }[];
  readonly templates: readonly object[];
  readonly variants: readonly object[];
  readonly paths: Readonly<Record<string, object>>;
  readonly components: { readonly schemas: { readonly Message: { readonly properties: object } } };
};

type Answer = { readonly status: number; readonly json: Json; readonly headers: Headers };

/** One request of the application. */
async function ask(
  { api, password }: SendingStage,
  line: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const [method = '', path = ''] = line.split(' ');
  const form = body instanceof FormData;
  const request = new Request(`https://mail.example.test/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${password}`,
      ...(form || body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: form ? body : JSON.stringify(body) }),
  });
  const answer = await api(request, peer);
  const text = await answer.text();
  return { status: answer.status, json: readJson(text), headers: answer.headers };
}

const message = {
  from: 'Läden <shop@example.test>',
  to: ['ada@example.test', { name: 'Far', address: 'far@remote.test' }],
  bcc: 'hidden@remote.test',
  subject: 'Grüße',
  text: 'Guten Tag',
};

test('A message is filed here, queued for elsewhere, and its status told', async () => {
  const stage = await sendingStage();
  const sent = await ask(stage, 'POST /send', {
    ...message,
    replyTo: 'help@example.test',
    headers: { 'List-Unsubscribe': '<https://a.test/u?x=1>', 'X-Order': '7' },
    attachments: [{ name: 'März.pdf', type: 'application/pdf', content: 'JVBERi0=' }],
    priority: 3,
  });
  assert.equal(sent.status, 202, JSON.stringify(sent.json));
  assert.deepEqual(
    sent.json.recipients.map(({ status }) => status),
    ['accepted', 'accepted', 'accepted'],
  );
  assert.equal(sent.json.messageId, `<${sent.json.id}@example.test>`);
  const [octets = ''] = await bodiesOf(stage.store, stage.accounts.ada);
  assert.match(octets, /^Received: from api .*\r\n\tby mail\.test with HTTPS/mu);
  assert.match(octets, /^From: =\?utf-8\?b\?TMOkZGVu\?= <shop@example\.test>\r$/mu);
  assert.match(octets, /^List-Unsubscribe: <https:\/\/a\.test\/u\?x=1>\r$/mu);
  assert.match(octets, /^Reply-To: help@example\.test\r$/mu);
  assert.ok(!octets.includes('hidden'));
  const queued = await stage.store.read(listQueue, {});
  assert.deepEqual(
    queued.map(({ address, priority }) => [address, priority]),
    [
      ['far@remote.test', 3],
      ['hidden@remote.test', 3],
    ],
  );
  const shown = await ask(stage, `GET /messages/${sent.json.id}`);
  assert.deepEqual(
    shown.json.recipients.map(({ status }) => status),
    ['delivered', 'queued', 'queued'],
  );
  const gone = await ask(stage, `DELETE /messages/${sent.json.id}`);
  assert.deepEqual([gone.status, gone.json.cancelledRecipients], [200, 2]);
  const again = await ask(stage, `DELETE /messages/${sent.json.id}`);
  assert.deepEqual([again.status, again.json.type], [409, 'urn:postamt:problem:sending.gone']);
  const after = await ask(stage, `GET /messages/${sent.json.id}`);
  assert.equal(after.json.recipients[1]?.status, 'cancelled');
  assert.equal((await ask(stage, 'GET /messages/nothing')).status, 404);
  assert.equal((await ask(stage, 'DELETE /messages/nothing')).status, 404);
});

test('The same key sends once, answers the same, and fits no other message', async () => {
  const stage = await sendingStage();
  const key = { 'idempotency-key': '"order 7"' };
  const first = await ask(stage, 'POST /send', message, key);
  const second = await ask(stage, 'POST /send', message, key);
  assert.deepEqual([second.status, second.json], [202, first.json]);
  assert.equal(second.headers.get('idempotency-replayed'), 'true');
  assert.equal((await bodiesOf(stage.store, stage.accounts.ada)).length, 1);
  const reversed = Object.fromEntries(Object.entries(message).toReversed());
  assert.deepEqual((await ask(stage, 'POST /send', reversed, key)).json, first.json);
  const other = await ask(stage, 'POST /send', { ...message, text: 'other' }, key);
  assert.deepEqual(
    [other.status, other.json.type],
    [422, 'urn:postamt:problem:sending.key-reused'],
  );
  const bad = await ask(stage, 'POST /send', message, { 'idempotency-key': 'x'.repeat(65) });
  assert.equal(bad.json.type, 'urn:postamt:problem:sending.key-malformed');
  // What was refused has sent nothing: its key is free for the request once it is mended.
  const free = { 'idempotency-key': 'free' };
  assert.equal(
    (await ask(stage, 'POST /send', { ...message, from: 'x@y.test' }, free)).status,
    403,
  );
  assert.equal((await ask(stage, 'POST /send', message, free)).status, 202);
});

test('Requests with one key at the same time send one message', async () => {
  const stage = await sendingStage();
  const key = { 'idempotency-key': 'k' };
  const answers = await Promise.all(
    Array.from({ length: 5 }, () => ask(stage, 'POST /send', message, key)),
  );
  const statuses = answers.map(({ status }) => status);
  assert.ok(statuses.includes(202) && statuses.every((one) => one === 202 || one === 409));
  assert.equal((await bodiesOf(stage.store, stage.accounts.ada)).length, 1);
});

test('After a crash between the key and the message, a retry sends it, once', async () => {
  let broken = true;
  const stage = await sendingStage({
    store: (store) =>
      new Proxy(store, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name);
          if (typeof value !== 'function') return value;
          return (...given: readonly { readonly name?: string }[]) => {
            const operation = given[0]?.name;
            // Nothing is written behind the crash, the release of the key least of all.
            const lost = operation === 'deliver' || operation === 'releaseSend';
            if (broken && lost) return Promise.reject(new Error('crash'));
            return Reflect.apply(value, target, given);
          };
        },
      }),
  });
  const key = { 'idempotency-key': 'k' };
  await assert.rejects(ask(stage, 'POST /send', message, key), /crash/u);
  broken = false;
  const early = await ask(stage, 'POST /send', message, key);
  assert.deepEqual([early.status, early.headers.get('retry-after')], [409, '5']);
  stage.clock.advance(sendAttemptMs + 1);
  assert.equal((await ask(stage, 'POST /send', message, key)).status, 202);
  assert.equal((await ask(stage, 'POST /send', message, key)).status, 202);
  assert.equal((await bodiesOf(stage.store, stage.accounts.ada)).length, 1);
});

test('Each recipient has a verdict: suppressed, unknown, no address', async () => {
  const stage = await sendingStage();
  const { tenantId, accounts } = stage;
  const address = 'gone@remote.test';
  const entry = { tenantId, accountId: accounts.shop, address, evidence: '550 5.1.1 No such user' };
  await stage.store.write(addSuppression, {
    actor: 'test',
    ...entry,
    reason: 'hard-bounce',
    expiresAt: null,
  });
  const to = ['GONE@remote.test', 'nobody@example.test', 'no address', 'ben@example.test'];
  await ask(stage, 'POST /send', { ...message, to: 'ben@example.test' }); // He is full now.
  const none = await ask(stage, 'POST /send', { ...message, to, bcc: [] });
  assert.equal(none.status, 422);
  assert.equal(none.json.type, 'urn:postamt:problem:sending.no-recipient');
  assert.deepEqual(
    none.json.recipients.map(({ status }) => status),
    ['suppressed', 'refused', 'refused', 'refused'],
  );
  const some = await ask(stage, 'POST /send', {
    ...message,
    to: [...to, 'ada@example.test'],
    bcc: [],
  });
  assert.equal(some.status, 202);
  assert.match(some.json.recipients[0]?.reason ?? '', /gone@remote\.test|Shop/u);
  const listed = await ask(stage, 'GET /suppressions');
  assert.deepEqual(listed.json.suppressions[0]?.address, address);
  assert.equal((await ask(stage, `DELETE /suppressions/${address}`)).status, 204);
  assert.equal((await ask(stage, `DELETE /suppressions/${address}`)).status, 404);
  assert.equal((await ask(stage, 'POST /send', { ...message, to: address })).status, 202);
});

test('Nothing that SMTP refuses passes: From, limits, locks, own fields, sizes', async () => {
  const stage = await sendingStage({ limits: { hour: { messages: 2, recipients: 0 } } });
  const problem = async (change: object): Promise<string> => {
    const { status, json } = await ask(stage, 'POST /send', { ...message, ...change });
    return `${status} ${json.type?.replace(/.*:/u, '')}`;
  };
  assert.equal(await problem({ from: 'ada@example.test' }), '403 sending.from');
  assert.equal(await problem({ headers: { From: 'ada@example.test' } }), '422 sending.invalid');
  assert.equal(await problem({ headers: { 'DKIM-Signature': 'x' } }), '422 sending.invalid');
  assert.equal(await problem({ headers: { 'X-A': 'b\r\nBcc: c@d.test' } }), '422 sending.invalid');
  assert.equal(await problem({ subject: 'a\r\nBcc: c@d.test' }), '422 sending.invalid');
  assert.equal(await problem({ to: [], bcc: [] }), '422 sending.invalid');
  assert.equal(await problem({ subject: undefined }), '422 request.invalid');
  assert.equal(await problem({ subjekt: 'x' }), '422 request.invalid');
  assert.equal(await problem({ attachments: [{ content: '%' }] }), '422 request.invalid');
  assert.equal(await problem({ sendAt: '2030-01-01T00:00:00Z' }), '422 sending.invalid');
  const late = { deliverBy: { at: '2026-11-25T07:00:00Z' } };
  assert.equal(await problem(late), '422 sending.invalid');
  const announced = await ask(stage, 'POST /send', {}, { 'content-length': '99999999' });
  assert.equal(announced.status, 413);
  const typed = await ask(stage, 'POST /send', {}, { 'content-type': 'text/plain' });
  assert.equal(typed.status, 415);
  assert.equal(await problem({}), '202 undefined');
  assert.equal(await problem({ from: 'info@example.test' }), '202 undefined');
  const over = await ask(stage, 'POST /send', message);
  assert.deepEqual([over.status, over.headers.get('retry-after')], [429, '3600']);
  const { tenantId, accounts } = stage;
  const who = { actor: 'test', tenantId, accountId: accounts.shop };
  await stage.store.write(lockSending, who);
  assert.equal(await problem({}), '403 send.locked');
});

test('Mail of an account that sends unlike itself is held, with this interface, too', async () => {
  const stage = await sendingStage();
  const to = Array.from({ length: newBurstFloor + 1 }, (_, at) => `u${at}@remote.test`);
  const sent = await ask(stage, 'POST /send', { ...message, to, bcc: [] });
  assert.equal(sent.status, 202);
  const { json } = await ask(stage, `GET /messages/${sent.json.id}`);
  assert.ok(json.recipients.every(({ status }) => status === 'held'));
});

test('A time to send, a deadline and a priority reach the queue (RFC 4865 §3, RFC 2852 §4)', async () => {
  const stage = await sendingStage();
  const wishes = { sendAt: '2026-11-26T09:00:00+01:00', priority: -2 };
  const deliverBy = { at: '2026-11-27T08:00:00Z', mode: 'notify' };
  const sent = await ask(stage, 'POST /send', { ...message, ...wishes, deliverBy });
  assert.equal(sent.status, 202, JSON.stringify(sent.json));
  const rows = await stage.store.read(listQueue, {});
  assert.equal(rows.length, 3); // Ada is here, and waits like the others.
  for (const { nextAttemptAt, priority, deliverBy: by } of rows) {
    assert.equal(nextAttemptAt, Date.UTC(2026, 10, 26, 8));
    assert.deepEqual([priority, by?.at, by?.mode], [-2, Date.UTC(2026, 10, 27, 8), 'notify']);
  }
});

test('A batch has a result for each message, and a key for all', async () => {
  const stage = await sendingStage();
  const messages = [message, { ...message, from: 'x@y.test' }, { to: 1 }];
  const key = { 'idempotency-key': 'b' };
  const first = await ask(stage, 'POST /send/batch', { messages }, key);
  const statuses = first.json.results.map(({ status }) => status);
  assert.deepEqual([first.status, statuses], [200, [202, 403, 422]]);
  const second = await ask(stage, 'POST /send/batch', { messages }, key);
  assert.deepEqual(second.json, first.json);
  assert.equal((await bodiesOf(stage.store, stage.accounts.ada)).length, 1);
  const many = Array.from({ length: 101 }, () => message);
  assert.equal((await ask(stage, 'POST /send/batch', { messages: many })).status, 422);
});

test('A form with files is a message, too (RFC 7578 §4)', async () => {
  const stage = await sendingStage();
  const form = new FormData();
  for (const [name, value] of [
    ['from', 'shop@example.test'],
    ['to', 'ada@example.test'],
    ['to', 'far@remote.test'],
    ['subject', 'Bild'],
    ['html', '<img src="cid:logo.png">'],
    ['headers', '{"X-A":"b"}'],
  ] as const) {
    form.append(name, value);
  }
  form.append('inline', new File(['png'], 'logo.png', { type: 'image/png' }));
  form.append('attachment', new File(['text'], 'Übersicht.txt', { type: 'text/plain' }));
  const sent = await ask(stage, 'POST /send', form);
  assert.equal(sent.status, 202, JSON.stringify(sent.json));
  assert.equal(sent.json.recipients.length, 2);
  const [octets = ''] = await bodiesOf(stage.store, stage.accounts.ada);
  assert.match(octets, /^Content-ID: <logo\.png>\r$/mu);
  assert.match(octets, /filename\*=utf-8''%C3%9Cbersicht\.txt/u);
  const broken = await ask(stage, 'POST /send', 'x', { 'content-type': 'multipart/form-data' });
  assert.equal(broken.status, 400);
});

test('A template is kept, rendered, sent in the asked language, and removed', async () => {
  const stage = await sendingStage();
  const german = { subject: 'Hallo {{ name }}', html: '<b>{{ name }}</b>' };
  const english = { subject: 'Hello {{ name }}', text: 'Dear {{ name }}' };
  assert.equal((await ask(stage, 'PUT /templates/welcome/de', german)).status, 204);
  assert.equal((await ask(stage, 'PUT /templates/welcome/en', english)).status, 204);
  const values = { name: '<Ada>' };
  const shown = await ask(stage, 'POST /templates/welcome/render', { locale: 'de-AT', values });
  assert.deepEqual(shown.json, {
    locale: 'de',
    subject: 'Hallo <Ada>',
    html: '<b>&#60;Ada&#62;</b>',
  });
  const { from } = message;
  const template = { name: 'Welcome', locale: 'fr', values };
  const sent = await ask(stage, 'POST /send', { from, to: 'ada@example.test', template });
  assert.equal(sent.status, 202, JSON.stringify(sent.json));
  const [octets = ''] = await bodiesOf(stage.store, stage.accounts.ada);
  assert.match(octets, /^Subject: Hello <Ada>\r$/mu);
  const empty = { from, to: 'ada@example.test', template: { ...template, values: {} } };
  const missing = await ask(stage, 'POST /send', empty);
  assert.match(missing.json.detail, /Values are missing: "name"/u);
  const bad = await ask(stage, 'PUT /templates/welcome/de', { ...german, subject: '{{#if}}' });
  assert.match(bad.json.detail, /In the subject of the template, line 1/u);
  assert.equal((await ask(stage, 'GET /templates')).json.templates.length, 2);
  assert.equal((await ask(stage, 'GET /templates/welcome')).json.variants.length, 2);
  assert.equal((await ask(stage, 'DELETE /templates/welcome/de')).status, 204);
  assert.equal((await ask(stage, 'DELETE /templates/welcome')).status, 204);
  assert.equal((await ask(stage, 'DELETE /templates/welcome')).status, 404);
});

test('A NUL, which not every engine can keep, is in no name and no template', async () => {
  const stage = await sendingStage();
  for (const [line, status] of [
    ['GET /messages/a%00b', 404],
    ['DELETE /messages/a%00b', 404],
    ['GET /templates/a%00b', 404],
    ['DELETE /templates/a/d%00e', 404],
    ['DELETE /suppressions/a%00@b.test', 404],
    ['GET /suppressions?after=%00', 200],
  ] as const) {
    assert.equal((await ask(stage, line)).status, status, line);
  }
  const body = { subject: 'a', text: 'b\0' };
  assert.equal((await ask(stage, 'PUT /templates/a/de', body)).status, 422);
});

test('What the document describes is there', async () => {
  const stage = await sendingStage();
  const { json } = await ask(stage, 'GET /openapi.json');
  for (const [path, methods] of Object.entries(json.paths)) {
    for (const method of Object.keys(Object(methods))) {
      const answer = await ask(stage, `${method.toUpperCase()} ${path.replace(/\{\w+\}/gu, 'x')}`);
      assert.notEqual(answer.json.type, 'urn:postamt:problem:request.unknown', path);
    }
  }
  assert.ok('sendAt' in json.components.schemas.Message.properties);
});

function readJson(text: string): Json {
  return Object(text === '' ? {} : JSON.parse(text));
}

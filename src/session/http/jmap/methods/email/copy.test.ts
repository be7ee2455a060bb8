import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { JsonObject } from '#proto/jmap/json.ts';
import { dispatch } from '#session/http/jmap/dispatch.ts';
import type { JmapAccount } from '#session/http/jmap/method-context.ts';
import { sampleBody } from '#test/conversations/imap/stage.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const using = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail'];

/** Calls of somebody who may use both accounts, Ben's maybe only to read. */
async function call(
  stage: JmapStage,
  calls: readonly (readonly [string, JsonObject])[],
  isReadOnly = false,
) {
  const { tenantId, ada, ben, services } = stage;
  const accounts = new Map<string, JmapAccount>(
    [ada, ben].map((accountId) => {
      const id = `a${accountId}`;
      const account = { id, accountId, tenantId, name: `${id}@example.test`, isPersonal: true };
      return [id, { ...account, isReadOnly: isReadOnly && accountId === ben }];
    }),
  );
  const login = { tenantId, accountId: ada, address: 'ada@example.test', credentialId: 1 };
  const { signal } = new AbortController();
  const peer = { remote: { address: '192.0.2.1', port: 1 }, secure: true };
  const createdIds = new Map<string, string>();
  const context = { login, accounts, services, createdIds, signal, peer };
  const methodCalls = calls.map(([name, args]) => ({ name, args, callId: 'c' }));
  const responses = await dispatch(context, { using, methodCalls, createdIds: undefined });
  return Object(JSON.parse(JSON.stringify(responses)));
}

const copied = { fromAccountId: 'a1', accountId: 'a2' };

test('Email/copy copies with keywords and date, or with others (RFC 8621 §4.7)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2)] });
  const create = {
    a: { id: 'e1', mailboxIds: { m1: true } },
    b: {
      id: 'e2',
      mailboxIds: { m2: true },
      keywords: { $draft: true },
      receivedAt: '2020-01-01T00:00:00Z',
    },
  };
  const properties = ['keywords', 'mailboxIds', 'receivedAt', 'subject'];
  const [, [name, args], [, { list }]] = await call(stage, [
    ['Email/set', { accountId: 'a1', update: { e1: { 'keywords/$flagged': true } } }],
    ['Email/copy', { ...copied, create }],
    ['Email/get', { accountId: 'a2', ids: null, properties }],
  ]);
  assert.equal(name, 'Email/copy');
  assert.deepEqual(args.created.a, { id: 'e1', blobId: 'b1', threadId: 't1', size: 159 });
  assert.deepEqual(list, [
    {
      id: 'e1',
      keywords: { $flagged: true },
      mailboxIds: { m1: true },
      receivedAt: '2026-02-02T09:00:00Z',
      subject: 'Message 1',
    },
    {
      id: 'e2',
      keywords: { $draft: true },
      mailboxIds: { m2: true },
      receivedAt: '2020-01-01T00:00:00Z',
      subject: 'Message 2',
    },
  ]);
});

test('The originals go when asked to, and are not copied twice (RFC 8620 §5.4)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2)] });
  const create = { a: { id: 'e1', mailboxIds: { m1: true } } };
  const [first, destroyed] = await call(stage, [
    ['Email/copy', { ...copied, create, onSuccessDestroyOriginal: true }],
  ]);
  assert.equal(first[1].created.a.id, 'e1');
  assert.deepEqual(
    [destroyed[0], destroyed[1].destroyed, destroyed[2]],
    ['Email/set', ['e1'], 'c'],
  );
  const back = { fromAccountId: 'a2', accountId: 'a1' };
  const more = { onSuccessDestroyOriginal: true, destroyFromIfInState: '1' };
  const [, [, { type }]] = await call(stage, [['Email/copy', { ...back, create, ...more }]]);
  assert.equal(type, 'stateMismatch');
  const [[, { notCreated }]] = await call(stage, [['Email/copy', { ...back, create }]]);
  assert.equal(notCreated.a.type, 'alreadyExists');
});

test('Email/copy refuses what cannot be (RFC 8620 §5.4, RFC 8621 §4.7)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1)] });
  const mailboxIds = { m1: true };
  const create = {
    a: { id: 'e9', mailboxIds },
    b: { id: 'e1' },
    c: { id: 'e1', mailboxIds, x: 1 },
  };
  const responses = await call(stage, [
    ['Email/copy', { ...copied, create }],
    ['Email/copy', { ...copied, fromAccountId: 'a9', create }],
    ['Email/copy', { ...copied, accountId: 'a9', create }],
    ['Email/copy', { ...copied, accountId: 'a1', create }],
    ['Email/copy', { ...copied, create, ifFromInState: '1' }],
    ['Email/copy', { ...copied, create: {}, ifInState: '1' }],
    ['Email/copy', copied],
  ]);
  const [[, { notCreated }], ...errors] = responses;
  assert.deepEqual(
    Object.values(notCreated).map((error) => Object(error).type),
    ['notFound', 'invalidProperties', 'invalidProperties'],
  );
  assert.deepEqual(
    errors.map(([, { type }]: [string, { type: string }]) => type),
    [
      'fromAccountNotFound',
      'accountNotFound',
      'invalidArguments',
      'stateMismatch',
      'stateMismatch',
      'invalidArguments',
    ],
  );
  const [[, { type }]] = await call(stage, [['Email/copy', { ...copied, create }]], true);
  assert.equal(type, 'accountReadOnly');
});

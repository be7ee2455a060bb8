import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Envelope } from '#core/delivery/envelope.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { authorsMax, headerFrom } from '#core/policy/header-from.ts';
import { parseFields } from '#proto/mime/fields.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';

async function* body() {}

async function stage() {
  const store = new MemoryStore();
  const tenantId = await makeTenant(store, 'example.test');
  const accountId = await makeAccount(store, tenantId, 'jörg@example.test');
  await makeAccount(store, tenantId, 'ben@example.test');
  const address = { localPart: 'sales', domain: 'example.test' };
  const targets = ['jörg@example.test'];
  await store.write(createAlias, { actor: 'test', tenantId, group: false, address, targets });
  const policy = headerFrom(new Recipients(store));
  const login = { tenantId, accountId, address: 'jörg@example.test', credentialId: 1 };
  return async (header: string, loggedIn = true): Promise<string> => {
    const origin = { login: loggedIn ? login : undefined };
    const envelope = { origin } as unknown as Envelope;
    const fields = parseFields(Buffer.from(header).toString('latin1'));
    const verdict = await policy.check({ envelope, fields, header, body, length: 0 });
    return verdict.kind === 'refuse' ? verdict.reply.slice(0, 2).join(' ') : verdict.kind;
  };
}

test('The author of a submission is an address of the login (RFC 6409 §6.1)', async () => {
  const ask = await stage();
  const own = [
    'jörg@example.test',
    '"J" <JÖRG@Example.Test>',
    'sales@example.test',
    'jörg+x@example.test',
  ];
  for (const from of own) assert.equal(await ask(`From: ${from}\r\n\r\n`), 'accept', from);
  const foreign = ['ben@example.test', 'boss@bank.test', 'jörg@example.test, ben@example.test'];
  for (const from of foreign) assert.equal(await ask(`From: ${from}\r\n\r\n`), '550 5.7.1', from);
});

test('One From field with one to some authors, or none at all (RFC 5322 §3.6, RFC 6409 §8.2)', async () => {
  const ask = await stage();
  assert.equal(await ask('Subject: x\r\n\r\n'), 'accept');
  const one = 'From: jörg@example.test\r\n';
  assert.equal(await ask(`${one}fRoM: jörg@example.test\r\n\r\n`), '550 5.6.0');
  assert.equal(await ask('From: \r\n\r\n'), '550 5.6.0');
  const many = Array.from({ length: authorsMax + 1 }, () => 'jörg@example.test').join(', ');
  assert.equal(await ask(`From: ${many}\r\n\r\n`), '550 5.6.0');
});

test('Mail from elsewhere says who it is from: other policies judge that', async () => {
  const ask = await stage();
  assert.equal(await ask('From: boss@bank.test\r\n\r\n', false), 'accept');
});

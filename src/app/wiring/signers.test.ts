import assert from 'node:assert/strict';
import { test } from 'node:test';

import { signers } from '#app/wiring/signers.ts';
import { ManualClock } from '#base/manual-clock.ts';
import type { Login } from '#core/auth/login-context.ts';
import { SecretBox } from '#core/secrets/secret-box.ts';
import { preparePair } from '#core/signing-keys/manage-keys.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createApplication } from '#store/operations/application/create-application.ts';
import { createDomain } from '#store/operations/directory/create-domain.ts';
import { createTenant } from '#store/operations/directory/create-tenant.ts';
import { activateDkimKeys } from '#store/operations/dkim/change-dkim-keys.ts';
import { signerContext } from '#test/stage/signed-message.ts';

const actor = 'test';
const domain = 'example.org';

test('Mail of an application is signed by its own selectors, that of people by the domain’s', async () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 25));
  const store = new MemoryStore(clock);
  const { tenantId } = await store.write(createTenant, {
    actor,
    name: 'T',
    accountsMax: 0,
    bytesMax: 0,
  });
  await store.write(createDomain, { actor, tenantId, name: domain });
  const secrets = new SecretBox(new Uint8Array(32).fill(7));
  const { accountId } = await store.write(createApplication, {
    actor,
    tenantId,
    address: { localPart: 'shop', domain },
    language: 'en',
    name: 'shop',
    kind: 'other',
    fromAddresses: [`shop@${domain}`],
    networks: [],
    limits: {},
    mailTo: '',
    dkimStream: 'shop',
  });
  const [dkim] = signers({ store, clock, secrets, hostName: 'mx.example.org' });
  const selectors = async (login: Login): Promise<readonly string[]> => {
    clock.advance(120_000);
    const text = 'From: shop@example.org\r\nSubject: x\r\n\r\ntext\r\n';
    const context = signerContext(text, { origin: { face: 'submission', login } });
    const fields = (await dkim?.sign(context)) ?? [];
    return fields.map((field) => /\ss=([^;]+);/.exec(field)?.[1] ?? '');
  };
  const person: Login = { accountId, tenantId, address: `shop@${domain}`, credentialId: 1 };
  const maker = { store, secrets: () => secrets, now: clock.now(), actor };
  const own: Login = { ...person, application: true };
  for (const stream of ['', 'shop']) {
    const keys = await preparePair(maker, { tenantId, domain, stream });
    const names = keys.map(({ selector }) => selector);
    await store.write(activateDkimKeys, { actor, domain, selectors: names });
    // Until the application's own keys sign, the domain's do.
    assert.deepEqual(await selectors(own), names);
    if (stream === '') assert.deepEqual(await selectors(person), names);
    else assert.notDeepEqual(await selectors(person), names);
  }
});

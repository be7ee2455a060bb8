/** Keys that keep a retry from sending twice, and templates, on each engine. */
import assert from 'node:assert/strict';

import { deliver } from '#store/operations/message/deliver.ts';
import {
  pruneSendKeys,
  releaseSend,
  reserveSend,
  sendAttemptMs,
  sendKeyMs,
} from '#store/operations/sending/send-keys.ts';
import { queuedOfTrace } from '#store/operations/sending/queued-of-trace.ts';
import {
  findTemplate,
  listTemplates,
  removeTemplate,
  setTemplate,
} from '#store/operations/sending/templates.ts';
import { contract } from '#test/contract/contract.ts';
import { facts, outcome } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

const actor = 'contract';
/** What a retry is told. */
const response = (id: string) => ({ id, messageId: `<${id}@example.test>`, recipients: [] });
const requestHash = 'a'.repeat(64);

contract('a key is filed with its message, and answers the same request', async (world) => {
  const { store, clock, tenantId, ada, ben } = world;
  const key = { accountId: ada, key: 'order 7' };
  const first = { ...key, traceId: 't1', requestHash };
  assert.deepEqual(await store.write(reserveSend, first), { response: undefined });
  const second = { ...first, traceId: 't2' };
  assert.equal(await outcome(store.write(reserveSend, second)), 'refused: sending.in-progress');
  const other = { ...first, traceId: 't3', requestHash: 'b' };
  assert.equal(await outcome(store.write(reserveSend, other)), 'refused: sending.key-reused');
  assert.deepEqual(await store.write(reserveSend, { ...second, accountId: ben }), {
    response: undefined,
  });
  const queue = {
    tenantId,
    accountId: ada,
    sender: 'ada@example.test',
    recipients: [{ address: 'x@far.test', domain: 'far.test' }],
    traceId: 't1',
  };
  const completion = { ...key, traceId: 't1', response: response('t1') };
  const input = { ...facts, digest: undefined, recipients: [], whenFull: 'refuse' as const, queue };
  const delivered = await store.write(deliver, { ...input, completion }, [draftOf('one')]);
  assert.deepEqual(await store.write(reserveSend, second), { response: response('t1') });
  const where = { tenantId, accountId: ada, traceId: 't1' };
  assert.deepEqual(await store.read(queuedOfTrace, where), { queueId: delivered.queueId });
  assert.deepEqual(await store.read(queuedOfTrace, { ...where, accountId: ben }), {});
  const twice = store.write(deliver, { ...input, completion }, [draftOf('two')]);
  assert.equal(await outcome(twice), 'refused: sending.in-progress');
  clock.advance(sendKeyMs + 1);
  const old = { before: clock.now() - sendKeyMs, limit: 9 };
  assert.deepEqual(await store.write(pruneSendKeys, old), { removed: 2 });
  assert.deepEqual(await store.write(reserveSend, other), { response: undefined });
});

contract('an attempt that was broken off is overtaken, and then files nothing', async (world) => {
  const { store, clock, ada } = world;
  const key = { accountId: ada, key: 'k' };
  await store.write(reserveSend, { ...key, traceId: 't1', requestHash });
  clock.advance(sendAttemptMs + 1);
  const retry = { ...key, traceId: 't2', requestHash };
  assert.deepEqual(await store.write(reserveSend, retry), { response: undefined });
  const recipients = [{ accountId: ada, flags: 0, keywords: [] }];
  const input = { ...facts, digest: undefined, recipients, whenFull: 'refuse' as const };
  const late = { ...key, traceId: 't1', response: response('t1') };
  const filed = store.write(deliver, { ...input, completion: late }, [draftOf('late')]);
  assert.equal(await outcome(filed), 'refused: sending.in-progress');
  await store.write(releaseSend, { ...key, traceId: 't1' });
  const now = { ...key, traceId: 't2', response: response('t2') };
  await store.write(deliver, { ...input, completion: now }, [draftOf('now')]);
  await store.write(releaseSend, { ...key, traceId: 't2' });
  assert.deepEqual(await store.write(reserveSend, retry), { response: response('t2') });
});

contract('an account’s own template comes before its tenant’s', async (world) => {
  const { store, tenantId, ada, ben, zoe } = world;
  const draft = { name: 'welcome', locale: 'en', subject: 'Hi', text: 'T', html: '' };
  const shared = { tenantId, accountId: 0 };
  await store.write(setTemplate, { actor, ...shared, ...draft });
  await store.write(setTemplate, { actor, ...shared, ...draft, locale: 'de', subject: 'Hallo' });
  await store.write(setTemplate, { actor, tenantId, accountId: ada, ...draft, subject: 'Own' });
  const subjects = async (accountId: number, tenant = tenantId) =>
    (await store.read(findTemplate, { tenantId: tenant, accountId, name: 'welcome' })).map(
      ({ locale, subject }) => `${locale} ${subject}`,
    );
  assert.deepEqual(await subjects(ada), ['en Own']);
  assert.deepEqual(await subjects(ben), ['de Hallo', 'en Hi']);
  assert.deepEqual(await subjects(zoe, tenantId + 1), []);
  await store.write(setTemplate, { actor, ...shared, ...draft, subject: 'Hey' });
  const listed = await store.read(listTemplates, shared);
  assert.deepEqual(
    listed.map(({ subject }) => subject),
    ['Hallo', 'Hey'],
  );
  const removal = { actor, ...shared, name: 'welcome' };
  assert.deepEqual(await store.write(removeTemplate, { ...removal, locale: 'de' }), { removed: 1 });
  assert.deepEqual(await store.write(removeTemplate, { ...removal, locale: '' }), { removed: 1 });
  const gone = store.write(removeTemplate, { ...removal, locale: '' });
  assert.equal(await outcome(gone), 'refused: template.absent');
});

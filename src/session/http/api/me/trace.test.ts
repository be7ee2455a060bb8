import assert from 'node:assert/strict';
import { test } from 'node:test';

import { encodeSteps } from '#store/operations/trace/pack-steps.ts';
import { recordTrace } from '#store/operations/trace/record-trace.ts';
import { password, signInStage } from '#test/stage/sign-in-stage.ts';

/** Ada signed in, with a message in spam that she got beside Ben; and one of Ben's alone. */
async function traceStage() {
  const stage = await signInStage();
  const { store, tenantId, accounts, clock } = stage;
  const at = clock.now();
  const keep = async (
    traceId: string,
    people: readonly (readonly [string, number])[],
    folder: string,
  ) => {
    await store.write(recordTrace, {
      traceId,
      tenantId,
      sender: 'news@bank.test',
      recipients: people.map(([address]) => address),
      messageIdHeader: `<${traceId}@bank.test>`,
      people: { recipientAccountIds: people.map(([, accountId]) => [accountId]) },
      steps: encodeSteps([
        { at, step: 'smtp.connect', detail: { remote: '192.0.2.7', face: 'mx' } },
        {
          at: at + 5,
          step: 'policy.sender',
          detail: {
            verdict: 'tag',
            spf: 'none',
            dkim: 'none',
            arc: 'none',
            dmarc: 'fail bank.test',
            disposition: folder === 'Junk' ? 'quarantine' : 'none',
          },
        },
        {
          at: at + 9,
          step: 'store.filed',
          detail: {
            octets: 100,
            accounts: people.map(([, accountId]) => accountId).join(','),
            folders: people.map(() => folder).join('\t'),
          },
        },
      ]),
    });
  };
  const ada = ['ada@example.test', accounts.ada] as const;
  const ben = ['ben@example.test', accounts.ben] as const;
  await keep('spam', [ben, ada], 'Junk');
  await keep('plain', [ada], 'INBOX');
  await keep('bens', [ben], 'INBOX');
  const browser = stage.browser();
  await browser.post('/auth/login', { login: ada[0], password });
  const find = async (query: string) => {
    const answer = await browser.me('GET', `/trace?${query}`);
    assert.equal(answer.status, 200);
    return Object(await answer.json()).traces;
  };
  return { ...stage, browser, find, at };
}

test('What became of a message is told in words, and why it is in spam', async () => {
  const { find, at } = await traceStage();
  const [trace, ...more] = await find('messageId=spam@bank.test');
  assert.deepEqual(more, []);
  assert.deepEqual(trace.recipients, ['ada@example.test']);
  assert.equal(trace.sender, 'news@bank.test');
  assert.equal(trace.status, 'delivered');
  assert.match(trace.spamText, /^In spam because .* bank\.test/u);
  const [connect, , filed] = trace.steps;
  assert.deepEqual(connect, {
    at: new Date(at).toISOString(),
    step: 'smtp.connect',
    text: '192.0.2.7 connected.',
  });
  assert.equal(filed.text, 'It was kept (100 octets), in the folder Junk.');
  const [moved] = await find(`messageId=${encodeURIComponent('<plain@bank.test>')}`);
  assert.match(moved.spamText, /^In spam because you/u);
});

test('The words are in the language asked for, or in that of the account', async () => {
  const { browser, find } = await traceStage();
  const [german] = await find('messageId=spam@bank.test&language=de');
  assert.match(german.spamText, /^Im Spam, weil .* bank\.test/u);
  await browser.me('PATCH', '', { language: 'de-AT' });
  const [own] = await find('messageId=spam@bank.test');
  assert.deepEqual(own, german);
});

test('Nobody sees traces of others, and a Message-ID is needed', async () => {
  const { browser, find } = await traceStage();
  assert.deepEqual(await find('messageId=bens@bank.test'), []);
  assert.deepEqual(await find('messageId=nothing'), []);
  const without = await browser.me('GET', '/trace');
  assert.equal(without.status, 422);
  const long = await browser.me('GET', `/trace?messageId=${'x'.repeat(999)}`);
  assert.equal(long.status, 422);
});

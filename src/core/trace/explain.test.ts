import assert from 'node:assert/strict';
import { test } from 'node:test';

import { explainTrace } from '#core/trace/explain.ts';
import { german } from '#core/trace/words/de.ts';
import { english } from '#core/trace/words/en.ts';
import type { TraceStep } from '#store/operations/trace/pack-steps.ts';

function say(step: string, detail: TraceStep['detail'], language: 'de' | 'en' = 'en'): string {
  return explainTrace({ steps: [{ at: 1, step, detail }] }, language)[0]?.text ?? '';
}

function properties(text: string): string[] {
  return (text.match(/\{\w+\}/g) ?? []).toSorted();
}

test('Each step becomes a sentence; what is not known is left out', () => {
  assert.equal(say('smtp.auth', { login: 'a@b.test' }), 'Logged in as a@b.test.');
  assert.equal(
    say('store.filed', { octets: 9, accounts: '1,2', folders: 'INBOX\tWork', queued: 0 }),
    'It was kept (9 octets), in the folder INBOX, Work.',
  );
  assert.equal(
    say('refused', { code: 550, enhanced: '5.7.1', text: '{code} [x]' }),
    'It was not accepted. We answered: 550 5.7.1 {code} [x]',
  );
});

test('The reason for Junk is told in both languages', () => {
  const detail = {
    verdict: 'tag',
    spf: 'fail bank.test',
    dkim: 'none',
    arc: 'none',
    dmarc: 'fail bank.test',
    disposition: 'quarantine',
    reason: '',
  };
  assert.match(say('policy.sender', detail), /goes to Junk: SPF fail bank\.test, DKIM none/);
  assert.match(say('policy.sender', detail, 'de'), /liegt sie im Spam-Ordner/);
});

test('The words of another server come with what they mean (RFC 3463 §3)', () => {
  const detail = {
    recipient: 'eva@far.test',
    outcome: 'failed',
    server: 'mx.far.test [192.0.2.1]',
    tls: '',
    reply: '550 5.1.1 No such user',
  };
  assert.equal(
    say('relay.attempt', detail),
    'eva@far.test: failed for good, the server was mx.far.test [192.0.2.1]. ' +
      'It said: 550 5.1.1 No such user That means: There is no such address at far.test.',
  );
  assert.match(
    say('relay.attempt', detail, 'de'),
    /Das heißt: Diese Adresse gibt es bei far\.test/,
  );
});

test('Unknown steps are shown as they are', () => {
  assert.equal(say('filter.new', { score: 3, ok: true }), 'filter.new score=3 ok=true');
});

test('Both languages know the same steps and the same properties', () => {
  assert.deepEqual(Object.keys(german.steps), Object.keys(english.steps));
  for (const [step, text] of Object.entries(english.steps)) {
    assert.deepEqual(properties(german.steps[step] ?? ''), properties(text), step);
  }
});

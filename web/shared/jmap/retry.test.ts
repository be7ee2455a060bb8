import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fillTemplate } from './client.ts';
import { BusyError, OfflineError, ServerError } from './errors.ts';
import { errorOf } from './problem.ts';
import { waitMs, withRetry } from './retry.ts';

test('Passing failures are tried again with growing waits, others are not', async () => {
  const waits: number[] = [];
  const sleep = (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  };
  let tries = 0;
  const answer = await withRetry(() => {
    if (++tries < 4) throw new OfflineError('away');
    return Promise.resolve('here');
  }, sleep);
  assert.equal(answer, 'here');
  assert.equal(waits.length, 3);
  assert.ok(waits.every((wait, at) => at === 0 || wait > (waits[at - 1] ?? 0)));
  await assert.rejects(withRetry(refuse, sleep), { code: 'no' });
  assert.equal(waits.length, 3);
  await assert.rejects(withRetry(stayAway, sleep), OfflineError);
  assert.equal(waits.length, 6);
});

test('The wait that the server asks for is kept, within reason', () => {
  assert.equal(waitMs(1, new BusyError('later', 2_000), 0.5), 2_000);
  assert.equal(waitMs(1, new BusyError('later', 900_000), 0.5), 10_000);
  assert.equal(waitMs(2, new OfflineError('away'), 0.5), 600);
});

test('Answers become errors with the words of the problem (RFC 9457 §3.1)', async () => {
  assert.equal((await problem(401, 'session.missing')).name, 'SignedOutError');
  const wrong = await problem(401, 'login.code-needed');
  assert.ok(wrong instanceof ServerError && wrong.code === 'login.code-needed');
  const busy = await problem(429, 'login.too-many');
  assert.ok(busy instanceof BusyError && busy.waitMs === 3_000);
  const plain = await errorOf(new Response('<html>', { status: 502 }));
  assert.ok(plain instanceof ServerError && plain.status === 502);
});

test('Templates are filled and stay at this host (RFC 6570 §3.2.2)', () => {
  const template = 'https://mail.example.test/d/{accountId}/{blobId}/{name}?type={type}';
  const values = { accountId: 'a1', blobId: 'b2', name: 'A/ü.pdf', type: 'image/png' };
  assert.equal(fillTemplate(template, values), '/d/a1/b2/A%2F%C3%BC.pdf?type=image%2Fpng');
});

function refuse(): Promise<never> {
  return Promise.reject(new ServerError(403, 'no', 'No'));
}

function stayAway(): Promise<never> {
  return Promise.reject(new OfflineError('away'));
}

function problem(status: number, code: string): Promise<Error> {
  const body = JSON.stringify({ type: `urn:postamt:problem:${code}`, detail: 'Because' });
  return errorOf(new Response(body, { status, headers: { 'retry-after': '3' } }));
}

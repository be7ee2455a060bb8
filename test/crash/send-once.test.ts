/** kill -9 while programs send over HTTP with keys: a retry never sends twice, and loses nothing. */
import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { test } from 'node:test';

import { runInside } from '#test/cli/stage.ts';
import { Demo } from '#test/interop/demo.ts';

/** Programs that send at the same time. */
const senders = 8;

/** Messages that are answered before the kill. */
const answeredBefore = 60;

test('After kill -9 every key has sent one message, or none where a retry may send it', async () => {
  const first = await Demo.start();
  const { password, data } = await makeApplication(first);
  const answered = new Map<string, number>();
  let killed: Promise<void> | undefined;
  const send = sender(first, password);
  let count = 0;
  await Promise.all(
    Array.from({ length: senders }, async () => {
      while (killed === undefined) {
        const key = `k${count++}`;
        answered.set(key, 0);
        // One that is cut off has no answer.
        answered.set(key, await send(key).catch(() => 0));
        const done = [...answered.values()].filter((status) => status === 202).length;
        if (done >= answeredBefore) killed ??= first.kill();
      }
    }),
  );
  await killed;
  await using second = await Demo.start(data);
  const again = sender(second, password);
  const retried = new Map<string, number>();
  for (const key of answered.keys()) retried.set(key, await again(key));
  const found = await subjects(second);
  for (const [key, before] of answered) {
    const after = retried.get(key);
    assert.ok(before === 0 || before === 202, `${key} was answered ${before}`);
    // A request that was cut off holds its key for a minute: 409 says that it may be sent later.
    assert.ok(after === 202 || (after === 409 && before === 0), `${key} again: ${after}`);
    const times = found.filter((subject) => subject === key).length;
    assert.equal(times, after === 202 ? 1 : 0, `${key} arrived ${times} times`);
  }
});

async function makeApplication(demo: Demo) {
  const here = ['--data', demo.data, '--json'];
  const make = ['application', 'create', 'Shop', '--kind', 'other', '--from', 'shop@example.test'];
  const { password } = (await runInside([...make, ...here])).json;
  const none = ['--minute', 'unlimited', '--hour', 'unlimited', '--day', 'unlimited'];
  await runInside(['application', 'limits', 'Shop', ...none, ...here]);
  return { password: String(password), data: demo.data };
}

/** Sends one message whose subject is its key; resolves to the status. */
function sender(demo: Demo, password: string): (key: string) => Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: senders });
  const port = demo.port('http');
  const to = demo.person(0).address;
  return async (key) => {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const headers = {
      authorization: `Bearer ${password}`,
      'content-type': 'application/json',
      'idempotency-key': key,
    };
    const path = '/api/v1/send';
    const asked = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers });
    asked.on('error', reject);
    asked.on('response', (answer) => {
      answer.on('error', reject);
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('close', () => reject(new Error('cut off')));
      answer.resume();
    });
    asked.end(JSON.stringify({ from: 'shop@example.test', to, subject: key, text: key }));
    return await promise;
  };
}

async function subjects(demo: Demo): Promise<readonly string[]> {
  await using mailbox = await demo.imap(demo.person(0));
  await mailbox.mailboxOpen('INBOX');
  const all = await mailbox.fetchAll('1:*', { envelope: true });
  return all.map(({ envelope }) => envelope?.subject ?? '');
}

/** The receiver that docs/operate/webhooks.md shows does what the page says. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { webhookMessage } from '#core/webhooks/webhook-message.ts';
import { CliStage } from '#test/cli/stage.ts';

const page = join(import.meta.dirname, '../../docs/operate/webhooks.md');

const key = Buffer.alloc(32, 7);

function receiverOfPage(): string {
  const [, code = ''] = /```js\n(.*?)```/su.exec(readFileSync(page, 'utf8')) ?? [];
  assert.notEqual(code, '');
  return code;
}

test('The receiver of the page takes what is genuine, once, and nothing else', async () => {
  using stage = new CliStage();
  const script = stage.file('receiver.mjs');
  writeFileSync(script, receiverOfPage());
  const environment = { WEBHOOK_SECRET: `whsec_${key.toString('base64')}`, PORT: '0' };
  const child = spawn(process.execPath, [script], {
    env: environment,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const next = async (): Promise<string> => String((await lines.next()).value);
    const [, port = ''] = /^listening on (\d+)$/.exec(await next()) ?? [];
    const tell = async (id: string, now: number, change = ''): Promise<number> => {
      const payload = JSON.stringify({ type: 'bounced', data: { recipient: `${id}@far.test` } });
      const { headers, body } = webhookMessage({ id, payload }, [key], now);
      const request = { method: 'POST', headers, body: body + change };
      return (await fetch(`http://127.0.0.1:${port}/`, request)).status;
    };
    const now = Date.now();
    assert.equal(await tell('one', now, ' '), 401, 'changed on the way');
    assert.equal(await tell('one', now - 600_000), 401, 'old');
    assert.equal(await tell('one', now), 204);
    assert.equal(await tell('one', now), 204, 'known, and well');
    assert.equal(await tell('two', now), 204);
    const said = [await next(), await next()];
    assert.deepEqual(said, ['bounced one@far.test', 'bounced two@far.test']);
  } finally {
    child.kill();
    await once(child, 'exit');
  }
});

test('The page names every command, and every class of failure', async () => {
  const text = readFileSync(page, 'utf8');
  using stage = new CliStage();
  const { stdout } = await stage.run('webhook', '--help');
  for (const [, name = ''] of stdout.matchAll(/^ {2}(\w+) \[options\]/gmu)) {
    if (['show', 'remove', 'disable'].includes(name)) continue;
    assert.ok(text.includes(`postamt webhook ${name}`), name);
  }
  const source = join(import.meta.dirname, '../../src/core/queue/failure-class.ts');
  const [union = ''] = /export type FailureClass =.*?;/su.exec(readFileSync(source, 'utf8')) ?? [];
  const classes = [...union.matchAll(/'([a-z0-9-]+)'/gu)].map(([, name = '']) => name);
  assert.ok(classes.length > 10);
  for (const name of classes) assert.ok(text.includes(`\`${name}\``), name);
});

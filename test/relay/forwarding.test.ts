/** An alias forwards to another server: whose sender goes on, and where its bounce goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { ManualClock } from '#base/manual-clock.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { parseAddress } from '#core/directory/address.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { bounceDaysMax } from '#core/policy/srs/sender-rewriting.ts';
import { StoredRewriting } from '#core/policy/srs/stored-rewriting.ts';
import { Trace } from '#core/trace/trace.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { createAlias } from '#store/operations/directory/create-alias.ts';
import { listQueue } from '#store/operations/queue/list-queue.ts';
import { makeAda } from '#test/stage/directory.ts';

const dayMs = 86_400_000;

async function stage() {
  const clock = new ManualClock(Date.UTC(2026, 10, 25));
  const store = new MemoryStore(clock);
  const { tenantId } = await makeAda(store);
  const address = { localPart: 'away', domain: 'example.test' };
  const targets = ['ada@else.test'];
  await store.write(createAlias, { actor: 'test', tenantId, group: false, address, targets });
  const rewriting = new StoredRewriting(store, clock);
  const recipients = new Recipients(store, rewriting);
  const hostName = 'mail.example.test';
  const delivery = new MessageDelivery({ store, clock, log: silentLog, hostName, rewriting });
  let count = 0;
  /** Takes a message in from outside; returns the queue's senders and recipients. */
  const receive = async (sender: string, to: string): Promise<string[][]> => {
    const parsed = parseAddress(to);
    assert.ok(parsed !== undefined);
    const resolution = await recipients.resolve(parsed);
    const { domain } = parsed;
    const one = {
      address: to,
      domain,
      resolution,
      notify: undefined,
      originalRecipient: undefined,
    };
    const envelope: Envelope = {
      id: `t${++count}`,
      origin: {
        face: 'mx',
        helo: 'mx.far.test',
        remoteAddress: '192.0.2.1',
        tls: undefined,
        protocol: 'ESMTP',
        login: undefined,
      },
      sender,
      recipients: [one],
      body: '8bitmime',
      smtpUtf8: false,
      requireTls: false,
      returnContent: undefined,
      envelopeId: undefined,
    };
    await using body = delivery.open();
    await body.push(Buffer.from(`Subject: ${count}\r\n\r\ntext\r\n`));
    await delivery.file(envelope, body, { trace: new Trace(clock), whenFull: 'refuse' });
    return (await store.read(listQueue, {})).map((row) => [row.sender, row.address]);
  };
  return { clock, recipients, receive };
}

test('What an alias forwards goes out in our name, and its bounce finds the sender', async () => {
  const { receive } = await stage();
  const [forwarded] = await receive('bob@far.test', 'away@example.test');
  const [sender = '', recipient] = forwarded ?? [];
  assert.equal(recipient, 'ada@else.test');
  assert.match(sender, /^SRS0=[a-z2-7]{8}=[a-z2-7]{2}=far\.test=bob@example\.test$/);
  const [, bounce] = await receive('', sender);
  assert.deepEqual(bounce, ['', 'bob@far.test']);
});

test('A sender of ours and nobody stay as they are (RFC 5321 §4.5.5)', async () => {
  const { receive } = await stage();
  assert.deepEqual(await receive('ada@example.test', 'away@example.test'), [
    ['ada@example.test', 'ada@else.test'],
  ]);
  const [, report] = await receive('', 'away@example.test');
  assert.deepEqual(report, ['', 'ada@else.test']);
});

test('An address for bounces that was not made here, or is too old, is nobody', async () => {
  const { clock, receive, recipients } = await stage();
  const [[sender = ''] = []] = await receive('bob@far.test', 'away@example.test');
  const { localPart = '', domain = '' } = parseAddress(sender) ?? {};
  const forged = localPart.replace('bob', 'eve');
  const resolve = (name: string) => recipients.resolve({ localPart: name, domain });
  await assert.rejects(resolve(forged), /was not made here/);
  const upper = await resolve(localPart.toUpperCase());
  assert.equal(upper.kind, 'local');
  clock.advance((bounceDaysMax + 1) * dayMs);
  await assert.rejects(resolve(localPart), /is too old/);
});

/** Mail of an application to people of this server: delivered at once, whoever's tenant it is. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { silentLog } from '#base/log.ts';
import { parseAddress } from '#core/directory/address.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import { MessageDelivery } from '#core/delivery/message-delivery.ts';
import { Recipients } from '#core/directory/recipients.ts';
import { Trace } from '#core/trace/trace.ts';
import { makeAccount, makeTenant } from '#test/stage/directory.ts';
import { WebhookStage } from '#test/stage/webhook-stage.ts';

test('People of this server have it at once, also those of another tenant', async () => {
  const stage = await WebhookStage.open();
  const { store, clock, accountId } = stage;
  const { webhookId } = await stage.hook('https://hook.test/');
  const { tenantId } = await stage.webhook(webhookId);
  await makeAccount(store, tenantId, 'ada@example.test');
  await makeAccount(store, await makeTenant(store, 'other.test'), 'zoe@other.test');
  const recipients = new Recipients(store);
  const delivery = new MessageDelivery({
    store,
    clock,
    log: silentLog,
    hostName: 'mail.example.test',
  });
  const sender = 'shop@example.test';
  const login = {
    tenantId,
    accountId,
    address: sender,
    credentialId: 1,
    application: true,
  } as const;
  const accepted = await Promise.all(
    ['ada@example.test', 'zoe@other.test', 'bob@far.test'].map(async (text) => {
      const address = parseAddress(text);
      assert.ok(address !== undefined);
      const resolution = await recipients.resolve(address);
      const nothing = { notify: undefined, originalRecipient: undefined };
      return { address: text, domain: address.domain, resolution, ...nothing };
    }),
  );
  await using body = delivery.open();
  const text = `From: ${sender}\r\nMessage-ID: <9@shop>\r\nSubject: Hello\r\n\r\nText\r\n`;
  await body.push(Buffer.from(text));
  const envelope: Envelope = {
    id: 'trace-9',
    origin: {
      face: 'submission',
      helo: 'shop',
      remoteAddress: '192.0.2.7',
      tls: undefined,
      protocol: 'ESMTPSA',
      login,
    },
    sender,
    recipients: accepted,
    body: '7bit',
    smtpUtf8: false,
    requireTls: false,
    returnContent: undefined,
    envelopeId: undefined,
  };
  await delivery.file(envelope, body, { trace: new Trace(clock), whenFull: 'refuse' });
  const told = (await stage.events(webhookId)).map(({ payload }) => {
    const { type, data } = JSON.parse(payload);
    return [type, data.recipient, data.traceId, data.messageId];
  });
  assert.deepEqual(told, [
    ['delivered', 'ada@example.test', 'trace-9', '<9@shop>'],
    ['delivered', 'zoe@other.test', 'trace-9', '<9@shop>'],
  ]);
});

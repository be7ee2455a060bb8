import assert from 'node:assert/strict';
import { test } from 'node:test';

import { formatNotification } from '#proto/mdn/format-notification.ts';
import type { Notification } from '#proto/mdn/notification.ts';
import {
  notificationValueMax,
  notificationValuesMax,
  parseNotification,
} from '#proto/mdn/parse-notification.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';

const whole: Notification = {
  reportingUa: 'joes-pc.cs.example.com; Foomail 97.1',
  gateway: 'dns; gateway.example.com',
  originalRecipient: 'rfc822; Joe_Recipient@example.com',
  finalRecipient: 'rfc822; Joe_Recipient@example.com',
  originalMessageId: '<199509192301.23456@example.org>',
  disposition: { actionMode: 'manual-action', sendingMode: 'mdn-sent-manually', type: 'displayed' },
  errors: ['It was too late', 'And too long'],
  extensions: [['X-Extension', 'grün']],
};

test('What is written is read the same (RFC 8098 §3.1)', () => {
  const text = formatNotification(whole);
  assert.match(text, /^Disposition: manual-action\/MDN-sent-manually; displayed\r$/mu);
  const octets = Buffer.from(text).toString('latin1');
  assert.deepEqual(parseNotification(octets), whole);
  const short = { ...whole, reportingUa: undefined, gateway: undefined, errors: [] };
  assert.deepEqual(parseNotification(formatNotification({ ...short, extensions: [] })), {
    ...short,
    extensions: [],
  });
});

test('Dispositions are known in any case, without modes and with modifiers (RFC 8098 §3.2.6)', () => {
  const manual = ['manual-action', 'mdn-sent-manually'];
  assert.deepEqual(of('Automatic-Action/MDN-Sent-Automatically;Deleted/Error,x'), [
    'automatic-action',
    'mdn-sent-automatically',
    'deleted',
  ]);
  assert.deepEqual(of('displayed'), [...manual, 'displayed']);
  assert.deepEqual(of('x/y; processed'), [...manual, 'processed']);
  assert.equal(of('manual-action/MDN-sent-manually; eaten'), undefined);
  assert.equal(parseNotification(''), undefined);
  assert.equal(parseNotification('Final-Recipient: rfc822; a@b\n'), undefined);
});

function of(text: string): readonly string[] | undefined {
  const disposition = parseNotification(`Disposition: ${text}\n`)?.disposition;
  return disposition && [disposition.actionMode, disposition.sendingMode, disposition.type];
}

test('What is kept of a notification is bounded (RFC 8098 §3.1)', () => {
  const many = Array.from({ length: 99 }, (_, index) => `X-${index}: ${'y'.repeat(2_000)}\n`);
  const errors = 'Error: z\n'.repeat(99);
  const read = parseNotification(`Disposition: displayed\n${errors}${many.join('')}`);
  assert.equal(read?.errors.length, notificationValuesMax);
  assert.equal(read.extensions.length, notificationValuesMax);
  assert.equal(read.extensions[0]?.[1].length, notificationValueMax);
});

test('Nothing that is written can become another field (RFC 8098 §3.1)', () => {
  for (const changes of [
    { reportingUa: 'a\r\nb: c' },
    { finalRecipient: 'a\nb' },
    { originalMessageId: '' },
    { gateway: 'x'.repeat(1_000) },
    { extensions: [['Disposition', 'x'] as const] },
    { extensions: [['a b', 'x'] as const] },
    { extensions: [['X', 'a\u2028b'] as const] },
  ]) {
    assert.throws(() => formatNotification({ ...whole, ...changes }), ComposeError);
  }
});

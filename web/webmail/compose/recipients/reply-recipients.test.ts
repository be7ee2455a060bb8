import assert from 'node:assert/strict';
import { test } from 'node:test';

import { parseAddresses } from './addresses.ts';
import { type Answered, type AnswerKind, replyRecipients } from './reply-recipients.ts';

const own = ['me@x.test', 'info@x.test'];

const list = (text: string | undefined) => (text === undefined ? null : parseAddresses(text));

function answer(kind: AnswerKind, fields: Partial<Record<keyof Answered, string>>) {
  const original: Answered = {
    from: list(fields.from),
    replyTo: list(fields.replyTo),
    to: list(fields.to),
    cc: list(fields.cc),
    followupTo: list(fields.followupTo),
    listPost: fields.listPost === undefined ? null : [fields.listPost],
  };
  const { to, cc } = replyRecipients(kind, original, own);
  return [to, cc].map((all) => all.map(({ email }) => email).join(' '));
}

test('a reply goes to Reply-To, else to From (RFC 5322 §3.6.3)', () => {
  const fields = { from: 'ada@x.test', to: 'me@x.test, bob@x.test' };
  assert.deepEqual(answer('reply', fields), ['ada@x.test', '']);
  assert.deepEqual(answer('reply', { ...fields, replyTo: 'desk@x.test' }), ['desk@x.test', '']);
});

test('a reply to all goes to everybody but oneself, each once (RFC 5322 §3.6.3)', () => {
  const fields = {
    from: 'ada@x.test',
    to: 'ME@x.test, bob@x.test, ada@x.test',
    cc: 'info@x.test, carl@x.test, Bob@x.test',
  };
  assert.deepEqual(answer('reply-all', fields), ['ada@x.test', 'bob@x.test carl@x.test']);
});

test('a reply to what I sent goes to whom I sent it', () => {
  const fields = { from: 'me@x.test', to: 'bob@x.test', cc: 'carl@x.test' };
  assert.deepEqual(answer('reply', fields), ['bob@x.test', '']);
  assert.deepEqual(answer('reply-all', fields), ['bob@x.test', 'carl@x.test']);
});

test('a note to myself is answered to myself', () => {
  assert.deepEqual(answer('reply', { from: 'me@x.test', to: 'me@x.test' }), ['me@x.test', '']);
});

test('Mail-Followup-To decides where answers to all go', () => {
  const fields = { from: 'ada@x.test', to: 'list@x.test', followupTo: 'list@x.test, me@x.test' };
  assert.deepEqual(answer('reply-all', fields), ['list@x.test', '']);
  assert.deepEqual(answer('reply', fields), ['ada@x.test', '']);
});

test('a list is answered where List-Post says (RFC 2369 §3.4)', () => {
  const fields = { from: 'ada@x.test', to: 'me@x.test', listPost: 'mailto:list@x.test?subject=Hi' };
  assert.deepEqual(answer('reply-list', fields), ['list@x.test', '']);
  assert.deepEqual(answer('reply-all', fields), ['ada@x.test', 'list@x.test']);
  assert.deepEqual(answer('reply-list', { ...fields, listPost: 'NO' }), ['ada@x.test', '']);
});

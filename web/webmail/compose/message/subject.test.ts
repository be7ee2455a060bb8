import assert from 'node:assert/strict';
import { test } from 'node:test';

import { forwardSubject, replySubject } from './subject.ts';

test('prefixes of subjects do not pile up', () => {
  assert.equal(replySubject('Lunch'), 'Re: Lunch');
  assert.equal(replySubject('Re: AW: Re: Lunch'), 'Re: Lunch');
  assert.equal(replySubject('WG: Fwd: FW: Lunch'), 'Re: Lunch');
  assert.equal(replySubject('RE[2]: Lunch'), 'Re: Lunch');
  assert.equal(replySubject('回复: Lunch'), 'Re: 回复: Lunch');
  assert.equal(replySubject('Re：Lunch'), 'Re: Lunch');
  assert.equal(forwardSubject('Re: Lunch'), 'Fwd: Lunch');
  assert.equal(forwardSubject(null), 'Fwd: ');
});

test('the tag of a mailing list stays in front of the subject', () => {
  assert.equal(replySubject('[users] Re: Lunch'), 'Re: [users] Lunch');
  assert.equal(replySubject('Re: [users] Re: Lunch'), 'Re: [users] Lunch');
  assert.equal(replySubject('[users] Lunch'), 'Re: [users] Lunch');
});

test('words that only look like prefixes stay', () => {
  assert.equal(replySubject('Reply: yes'), 'Re: Reply: yes');
  assert.equal(replySubject('Awesome news'), 'Re: Awesome news');
});

test('a subject of nothing but prefixes ends', () => {
  assert.ok(replySubject('Re: '.repeat(10_000)).length > 0);
});

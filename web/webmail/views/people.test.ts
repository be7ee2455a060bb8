import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Email } from '../../shared/jmap/mail-types.ts';
import { matches } from './match-words.ts';
import { initials, lookOf, participants, shortName } from './people.ts';

const person = (name: string | null, email: string) => ({ name, email });

test('A conversation names who takes part, each once', () => {
  const ada = person('Ada Lindqvist', 'Ada@example.test');
  const ben = person('Ben Grünwald', 'ben@example.test');
  const from = (...people: (typeof ada)[]) =>
    people.map((one): Email => ({ ...mail, from: [one], to: [ben] }));
  const options = { own: 'ada@example.test', me: 'me', outgoing: false };
  assert.equal(participants(from(ben), options), 'Ben Grünwald');
  assert.equal(participants(from(ben, ada, ben), options), 'Ben, me');
  const crowd = from(ben, ada, person('Cy', 'c@x.test'), person(null, 'dee@x.test'));
  assert.equal(participants(crowd, options), 'Ben, me, Cy +1');
  const twice = from(ben, person('Ben Other', 'ben2@x.test'));
  assert.equal(participants(twice, options), 'Ben');
  assert.equal(participants(from(ada), { ...options, outgoing: true }), 'Ben Grünwald');
  assert.equal(participants([], options), '');
});

test('Names are short where there is little room', () => {
  assert.equal(shortName(person('Lindqvist, Ada', 'a@x.test')), 'Ada');
  assert.equal(shortName(person(null, 'ada.l@x.test')), 'ada.l');
  assert.equal(initials(person('Ada Lindqvist', 'a@x.test')), 'AL');
  assert.equal(initials(person('"Øyvind"', 'a@x.test')), 'Ø');
  assert.equal(initials(person(null, '@')), '?');
  assert.equal(lookOf(person(null, 'A@x.test')), lookOf(person('A', 'a@X.test')));
});

test('Typed words find what begins with them, accents aside', () => {
  assert.ok(matches('Zum Gärtner / Übersicht', 'ubers gart'));
  assert.ok(matches('Archive', ''));
  assert.ok(!matches('Archive', 'chive'));
});

const mail: Email = {
  id: 'e1',
  blobId: 'b1',
  threadId: 't1',
  mailboxIds: {},
  keywords: {},
  size: 1,
  receivedAt: '2026-05-04T09:00:00Z',
  subject: null,
  from: null,
  to: null,
  preview: '',
  hasAttachment: false,
};

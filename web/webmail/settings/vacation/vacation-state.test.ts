import assert from 'node:assert/strict';
import { test } from 'node:test';

import { fromField, toField, type VacationResponse, vacationState } from './vacation-state.ts';

const plain: VacationResponse = {
  isEnabled: true,
  fromDate: null,
  toDate: null,
  subject: null,
  textBody: 'Away',
};
const now = Date.parse('2026-07-10T12:00:00Z');

function kindOf(changes: Partial<VacationResponse>) {
  return vacationState({ ...plain, ...changes }, now).kind;
}

test('An automatic answer says what it does at the moment (RFC 8621 §8)', () => {
  assert.equal(kindOf({}), 'now');
  assert.equal(kindOf({ isEnabled: false }), 'off');
  assert.equal(kindOf({ fromDate: '2026-07-11T00:00:00Z' }), 'later');
  assert.equal(kindOf({ fromDate: '2026-07-01T00:00:00Z', toDate: '2026-07-20T00:00:00Z' }), 'now');
  assert.equal(kindOf({ toDate: '2026-07-10T12:00:00Z' }), 'over');
});

test('Fields hold the time of the browser and give the same time back', () => {
  assert.equal(fromField(toField('2026-07-11T08:30:00Z')), '2026-07-11T08:30:00Z');
  assert.deepEqual([toField(null), fromField(''), fromField('soon')], ['', null, null]);
});

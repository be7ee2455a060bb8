import assert from 'node:assert/strict';

import { formatState, parseState } from '#core/mailbox/account-view/state.ts';
import { baseSubject } from '#core/mailbox/account-view/query/sort-keys.ts';
import { termsOf } from '#core/mailbox/account-view/query/text-condition.ts';
import { ParseError } from '#proto/cursor.ts';
import { Arguments } from '#proto/jmap/arguments.ts';
import { conditionsOf, filterNodesMax, matchesFilter } from '#proto/jmap/filter.ts';
import { IJsonReader } from '#proto/jmap/i-json.ts';
import { isJsonObject } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { readEmailQuery } from '#session/http/jmap/methods/email/read-email-query.ts';
import { readSorted } from '#session/http/jmap/query-method.ts';

/** Characters read in one step: whatever is there. */
const turnCharacters = 1_000_000;

/**
 * The arguments of Email/query, of whatever octets: nothing but JMAP's own errors is thrown, filters
 * are bounded and can be judged, states come back as they were.
 */
export function fuzzJmapQuery(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  for (const term of termsOf(text)) assert.notEqual(term, '');
  assert.ok(baseSubject(text).length <= text.length);
  const state = parseState(text);
  if (state !== undefined) assert.equal(formatState(state), text);
  try {
    const reader = new IJsonReader(octets);
    while (!reader.read(turnCharacters));
    if (!isJsonObject(reader.value)) return;
    const args = new Arguments(reader.value);
    const query = readEmailQuery({ createdIds: new Map() }, args, readSorted(args));
    assert.ok([...conditionsOf(query.filter)].length <= filterNodesMax);
    const match = matchesFilter(query.filter, (conditions) => conditions.length === 0);
    assert.equal(typeof match, 'boolean');
  } catch (error) {
    if (!(error instanceof MethodError || error instanceof ParseError)) throw error;
  }
}

import assert from 'node:assert/strict';

import { ParseError } from '#proto/cursor.ts';
import { Arguments } from '#proto/jmap/arguments.ts';
import { parseDate } from '#proto/jmap/date.ts';
import { IJsonReader } from '#proto/jmap/i-json.ts';
import { formatBlobId, parseBlobId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { parsePushState } from '#proto/jmap/push-state.ts';
import { NotRequest, parseRequest } from '#proto/jmap/request.ts';
import { resolveReferences } from '#proto/jmap/result-reference.ts';

/** Odd, so that pauses fall anywhere. */
const turnCharacters = 7;

/** Names and values looked at of one call: bounds the work of one input. */
const argumentsMax = 50;

/**
 * A request of whatever octets: nothing but its own errors is thrown, what is read is what JSON.parse
 * reads, and arguments, references, ids and dates hold.
 */
export function fuzzJmapRequest(octets: Uint8Array): void {
  try {
    const reader = new IJsonReader(octets);
    while (!reader.read(turnCharacters));
    const { value } = reader;
    assert.deepEqual(value, JSON.parse(Buffer.from(octets).toString('utf8')));
    for (const [index, call] of parseRequest(value).methodCalls.entries()) {
      const earlier = [{ callId: 'a', name: 'A/get', args: { list: [value], [index]: call.args } }];
      readAll(resolveReferences(call.args, earlier));
    }
  } catch (error) {
    const expected = [ParseError, NotRequest, MethodError].some((kind) => error instanceof kind);
    if (!expected) throw error;
  }
}

function readAll(args: JsonObject): void {
  const reader = new Arguments(args);
  for (const [name, value] of Object.entries(args).slice(0, argumentsMax)) {
    if (typeof value === 'string') {
      const blob = parseBlobId(value);
      if (blob !== undefined) assert.equal(formatBlobId(blob), value);
      assert.ok(Number.isFinite(parseDate(value) ?? 0));
      parsePushState(value);
    }
    for (const read of [
      () => reader.optionalId(name),
      () => reader.optionalIds(name, argumentsMax),
      () => reader.optionalStrings(name, argumentsMax),
      () => reader.optionalUnsigned(name),
      () => reader.optionalBoolean(name, true),
      () => reader.optionalObjects(name, argumentsMax),
      () => reader.state(name),
    ]) {
      try {
        read();
      } catch (error) {
        if (!(error instanceof MethodError)) throw error;
      }
    }
  }
  reader.done();
}

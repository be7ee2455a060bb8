import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import {
  decodeSteps,
  encodeSteps,
  rowNames,
  type TraceStep,
} from '#store/operations/trace/pack-steps.ts';
import { phraseCodes, stepCodes, valueCodes } from '#store/operations/trace/step-codes.ts';
import '#test/stage/property.ts';

const steps = stepCodes.map(([, step]) => step);
const names = stepCodes.flatMap(([, , ...fields]) => fields);
const words = valueCodes.map(([, value]) => value);
const phrases = phraseCodes.flatMap(([, phrase]) => [phrase, `\\${phrase}\t${phrase}`]);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '',
    '$a',
    '=x',
    '\t',
    '\\n',
    "'",
    '#1',
    '\n',
    '\0',
    '^',
    ...words,
    ...phrases,
    '&0',
    '&1',
  ),
);

test('Any steps are read back as they were packed', () => {
  const step: fc.Arbitrary<TraceStep> = fc.record(
    {
      at: fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.double()),
      step: fc.oneof(fc.constantFrom(...steps), text),
      detail: fc.dictionary(
        fc.oneof(fc.constantFrom(...names), text),
        fc.oneof(text, fc.double(), fc.integer(), fc.boolean()),
        { noNullPrototype: true },
      ),
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.array(text), (list, recipients) => {
      const names = rowNames({ sender: '&0', recipients });
      assert.deepEqual(decodeSteps(encodeSteps(list, names), names), list);
      assert.deepEqual(decodeSteps(encodeSteps(list)), list);
    }),
  );
});

test('Who sends and who gets a message is named once, in the row', () => {
  const names = rowNames({ sender: 'ada@example.test', recipients: ['ben@example.test'] });
  const list: TraceStep[] = [
    { at: 1, step: 'smtp.mail', detail: { sender: 'ada@example.test' } },
    { at: 1, step: 'relay.attempt', detail: { recipient: 'ben@example.test' } },
  ];
  const packed = encodeSteps(list, names);
  assert.ok(!packed.includes('@'));
  assert.deepEqual(decodeSteps(packed, names), list);
});

test('Codes are given once', () => {
  for (const table of [stepCodes, valueCodes, phraseCodes]) {
    assert.equal(new Set(table.map(([code]) => code)).size, table.length);
    assert.ok(table.every(([code]) => code.length === 1 && code !== '~'));
  }
  assert.ok(phraseCodes.every(([code]) => !'tn0'.includes(code)));
});

test('Steps as schema 1 kept them are read', () => {
  const old = [{ at: 1, step: 'smtp.mail', detail: { size: 1 } }];
  assert.deepEqual(decodeSteps(JSON.stringify(old)), old);
  assert.deepEqual(decodeSteps(''), []);
});

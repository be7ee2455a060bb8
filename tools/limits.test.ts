import assert from 'node:assert/strict';
import { test } from 'node:test';

import { findUnexplained, limitsOf, renderLimits } from './limits.ts';

const text = `import { x } from '#base/x.ts';

/**
 * Octets of one line. Our
 * choice.
 */
export const lineOctetsMax = 4 * 1_024;

const silentMsMax = 300;

export type Limits = {
  /** Wrong commands before BYE. */
  readonly errorsMax: number;
  readonly loginsMax: number;
};

export const defaultLimits: Limits = {
  errorsMax: 20,
  loginsMax: 5,
};
`;

test('constants and defaults are found with their value and reason', () => {
  const limits = limitsOf('src/net/x.ts', text);
  assert.deepEqual(
    limits.map(({ name, value, reason }) => [name, value, reason]),
    [
      ['lineOctetsMax', '4 * 1_024', 'Octets of one line. Our choice.'],
      ['silentMsMax', '300', ''],
      ['errorsMax', '20', 'Wrong commands before BYE.'],
      ['loginsMax', '5', ''],
    ],
  );
  assert.match(renderLimits(limits), /## net\n\n.*\n.*\n\| lineOctetsMax \| 4 \* 1 024 \| Octets/);
});

test('a limit without a reason is a finding', () => {
  assert.deepEqual(
    findUnexplained(limitsOf('src/net/x.ts', text)).map((line) => line.split(' ')[1]),
    ['silentMsMax', 'loginsMax'],
  );
});

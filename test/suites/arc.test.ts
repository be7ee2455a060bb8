/** Our verification of chains against ValiMail's public suite. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { verifyArc } from '#core/policy/arc/verify-arc.ts';
import { toSignedMessage, txtResolver } from '#test/stage/signed-message.ts';

const path = join(import.meta.dirname, '../../../shared/suites/arc/validate.jsonl');
const lacking = existsSync(path) ? false : `There is no ${path}`;

type Case = {
  readonly id: string;
  readonly description: string;
  readonly message: string;
  readonly txt: Readonly<Record<string, string>>;
  readonly cv: string;
};

test('Chains of the public suite (RFC 8617 §5.2)', { skip: lacking }, async (t) => {
  const cases = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Case);
  const wrong: string[] = [];
  for (const { id, message, txt, cv } of cases) {
    for (const text of [message, message.replaceAll(/\r?\n/g, '\r\n')]) {
      const world = {
        resolver: txtResolver(new Map(Object.entries(txt))),
        clock: new ManualClock(),
      };
      const found = await verifyArc(toSignedMessage(Buffer.from(text)), world);
      if (found.result !== cv) wrong.push(`${id}: ${found.result} (${found.reason}), not ${cv}`);
    }
  }
  assert.deepEqual(wrong, []);
  t.diagnostic(`${cases.length} cases`);
});

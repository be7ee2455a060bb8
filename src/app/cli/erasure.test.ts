import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import { Retention } from '#core/retention/retention.ts';
import { openStore } from '#store/engine/open-store.ts';
import { accountGraceMs } from '#store/operations/erasure/account-grace.ts';
import { CliStage } from '#test/cli/stage.ts';

const ada = 'ada@example.org';

const secret = 'What only Ada was to know';

/** Runs what the server does every hour, as if so much time had passed; returns the accounts erased. */
async function housekeep(stage: CliStage, msLater: number): Promise<number> {
  const clock = new ManualClock(Date.now() + msLater);
  const store = await openStore({ folder: stage.data, clock });
  try {
    const { accounts } = await new Retention(store, clock).eraseRemoved(() => false);
    clock.advance(accountGraceMs);
    while ((await store.compact()) !== undefined);
    return accounts;
  } finally {
    await store.close();
  }
}

/** Files of the data directory that hold the octets. */
function filesWith(stage: CliStage, text: string): string[] {
  const names = fs.readdirSync(stage.data, { recursive: true, encoding: 'utf8' });
  return names.filter((name) => {
    const path = join(stage.data, name);
    return fs.statSync(path).isFile() && fs.readFileSync(path).includes(text);
  });
}

test('A removed account can be restored for 14 days; then nothing of its mail is on the disk', async () => {
  using stage = new CliStage();
  await stage.setup();
  await stage.ask('account', 'create', ada, '--generate');
  const filler = 'x'.repeat(70).concat('\n').repeat(2_500);
  const mail = [secret, 'second', 'third'].map((subject) => letter(subject) + filler).join('\n');
  fs.writeFileSync(stage.file('mail.mbox'), mail);
  assert.equal((await stage.ask('import', ada, stage.file('mail.mbox'))).messages, 3);
  assert.notDeepEqual(filesWith(stage, secret), []);

  const said = await stage.run('account', 'remove', ada, '--yes');
  assert.match(said.stdout, /erased in 14 days; until then "postamt account restore ada@/);
  const dayMs = 86_400_000;
  assert.equal(await housekeep(stage, accountGraceMs - dayMs), 0);
  assert.equal((await stage.ask('account', 'restore', ada)).messages, 3);
  await stage.ask('account', 'remove', ada, '--yes');

  assert.equal(await housekeep(stage, accountGraceMs + dayMs), 1);
  assert.deepEqual(await stage.ask('account', 'list', '--removed').then(addresses), [
    'admin@example.org',
  ]);
  const late = await stage.run('account', 'restore', ada, '--json');
  assert.equal(late.error.code, 'account.absent');
  const checked = await stage.run('check', '--json');
  assert.equal(checked.code, 0, checked.stdout);
  assert.deepEqual(filesWith(stage, secret), []);
  assert.ok(stage.audit().some((line) => /^server account\.erase removed \d+$/.test(line)));
});

/** The first lines of a message in an mbox. */
function letter(subject: string): string {
  return `From a@b Tue Nov 14 22:13:20 2023\nSubject: ${subject}\n\n`;
}

function addresses(rows: readonly { readonly address: string }[]): string[] {
  return rows.map(({ address }) => address);
}

/** A client of IMAP and one of JMAP on one account stay in step, whoever does what. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { sampleBody } from '#test/conversations/imap/stage.ts';
import { ImapTalk } from '#test/jmap/imap-talk.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';
import { seedFrom } from '#test/stage/seed.ts';
import { seededRandom } from '#test/stage/seeded-random.ts';

const accountId = 'a1';

async function jmap(stage: JmapStage, name: string, args: Readonly<Record<string, unknown>>) {
  const [response] = await stage.call([[name, { accountId, ...args }, 'c']]);
  return Object(response?.[1]);
}

/** What a client of JMAP sees in a mailbox: ids and keywords. */
async function jmapSees(stage: JmapStage, mailboxId: string): Promise<readonly unknown[]> {
  const args = { ids: null, properties: ['keywords', 'mailboxIds'] };
  const { list } = await jmap(stage, 'Email/get', args);
  return list
    .filter(({ mailboxIds }: { mailboxIds: object }) => Object.hasOwn(mailboxIds, mailboxId))
    .map(({ id, keywords }: { id: string; keywords: object }) => [
      id,
      Object.keys(keywords).toSorted(),
    ]);
}

/** The same for one of IMAP, in the mailbox that it has selected. */
async function imapSees(imap: ImapTalk): Promise<readonly unknown[]> {
  await imap.command('NOOP');
  const fetched = await imap.fetch('1:*', 'EMAILID FLAGS');
  const seen = [...fetched.values()].map(({ EMAILID: id, FLAGS: flags }): [string, string[]] => [
    String(id),
    Object(flags)
      .map((flag: string) => flag.toLowerCase().replace('\\', '$'))
      .filter((flag: string) => flag !== '$recent')
      .toSorted(),
  ]);
  return seen
    .filter(([, flags]) => !flags.includes('$deleted'))
    .toSorted(([left], [right]) => Number(left.slice(1)) - Number(right.slice(1)));
}

test('IMAP is told what JMAP does, with UIDs and modseqs in order (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2), sampleBody(3)] });
  await using imap = await new ImapTalk(stage).open();
  await imap.command('ENABLE CONDSTORE');
  const before = await imap.fetch('1:*', 'MODSEQ');

  await jmap(stage, 'Email/set', {
    update: { e1: { 'keywords/$seen': true, 'keywords/work': true } },
  });
  const flags = await imap.command('NOOP');
  assert.ok(
    flags.some((line) => /^1 FETCH .*FLAGS \(\\Seen work\)/.test(line)),
    flags.join('\n'),
  );
  const [modseq] = Object((await imap.fetch('1', 'MODSEQ')).get(1)?.['MODSEQ']);
  assert.ok(
    [...before.values()].every(({ MODSEQ: old }) => Number(modseq) > Number(Object(old)[0])),
  );

  await jmap(stage, 'Email/set', { update: { e2: { mailboxIds: { m5: true } } }, destroy: ['e3'] });
  const gone = await imap.command('NOOP');
  assert.deepEqual(
    gone.filter((line) => /EXPUNGE|VANISHED/.test(line)),
    ['2 EXPUNGE', '2 EXPUNGE'],
  );
  assert.deepEqual([...(await imap.fetch('1:*', 'EMAILID')).keys()], [1]);

  const { created } = await jmap(stage, 'Email/set', {
    create: { a: { mailboxIds: { m1: true }, keywords: { $draft: true }, subject: 'New' } },
  });
  assert.ok((await imap.command('NOOP')).includes('2 EXISTS'));
  const now = await imap.fetch('1:*', 'EMAILID FLAGS');
  assert.deepEqual([...now.keys()], [1, 4]);
  assert.deepEqual(now.get(4), {
    UID: '4',
    EMAILID: [created.a.id],
    FLAGS: [String.raw`\Draft`],
  });
});

test('JMAP is told what IMAP does, from any state before (RFC 8621 §4.3)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2), sampleBody(3)] });
  await using imap = await new ImapTalk(stage).open();
  const { state: sinceState } = await jmap(stage, 'Email/get', { ids: [] });
  await imap.command(String.raw`UID STORE 1 +FLAGS (\Answered)`);
  await imap.command('UID MOVE 2 Trash');
  await imap.command(String.raw`UID STORE 3 +FLAGS (\Deleted)`);
  const changes = await jmap(stage, 'Email/changes', { sinceState });
  assert.deepEqual(
    [changes.created, changes.updated.toSorted(), changes.destroyed],
    [[], ['e1', 'e2'], ['e3']],
  );
  const properties = ['keywords', 'mailboxIds'];
  const { list, notFound } = await jmap(stage, 'Email/get', {
    ids: ['e1', 'e2', 'e3'],
    properties,
  });
  assert.deepEqual(notFound, ['e3']);
  assert.deepEqual(list, [
    { id: 'e1', keywords: { $answered: true }, mailboxIds: { m1: true } },
    { id: 'e2', keywords: {}, mailboxIds: { m5: true } },
  ]);
  // What is \Deleted does not exist for JMAP: there it can be neither changed nor destroyed.
  const { notUpdated } = await jmap(stage, 'Email/set', { update: { e3: { keywords: {} } } });
  assert.equal(notUpdated.e3.type, 'notFound');
  await imap.command(String.raw`UID STORE 3 -FLAGS (\Deleted)`);
  const back = await jmap(stage, 'Email/changes', { sinceState: changes.newState });
  assert.deepEqual(back.created, ['e3']);
});

function ids(seen: readonly unknown[]): unknown[] {
  return seen.map((one) => Object(one)[0]);
}

/** Steps of the run; enough for every pair of actions. */
const steps = 120;

const seed = seedFrom('PROPERTY_SEED', 1);

test(`Both see the same, whoever does what (seed ${seed})`, async () => {
  const stage = await jmapStage({ bodies: [1, 2, 3, 4, 5, 6, 7, 8].map(sampleBody) });
  await using imap = await new ImapTalk(stage).open();
  const random = seededRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  const id = (): string => `e${1 + below(12)}`;
  const uid = (): number => 1 + below(16);
  const actions: readonly (() => Promise<unknown>)[] = [
    () => jmap(stage, 'Email/set', { update: { [id()]: { 'keywords/$seen': true } } }),
    () =>
      jmap(stage, 'Email/set', { update: { [id()]: { keywords: { $flagged: true, w: true } } } }),
    () => jmap(stage, 'Email/set', { update: { [id()]: { 'mailboxIds/m5': true } } }),
    () => jmap(stage, 'Email/set', { update: { [id()]: { mailboxIds: { m1: true } } } }),
    () => jmap(stage, 'Email/set', { update: { [id()]: { mailboxIds: { m5: true } } } }),
    () => jmap(stage, 'Email/set', { destroy: [id()] }),
    () => jmap(stage, 'Email/set', { create: { a: { mailboxIds: { m1: true } } } }),
    () => imap.command(String.raw`UID STORE ${uid()} +FLAGS (\Answered w)`),
    () => imap.command(String.raw`UID STORE ${uid()} -FLAGS (\Seen \Flagged \Deleted W)`),
    () => imap.command(String.raw`UID STORE ${uid()} +FLAGS (\Deleted)`),
    () => imap.command(`UID COPY ${uid()} Trash`),
    () => imap.command(`UID MOVE ${uid()} Archive`),
    () => imap.command('EXPUNGE'),
  ];
  for (let step = 0; step < steps; step++) {
    await actions[below(actions.length)]?.();
    if (step % 10 < 9) continue;
    // Keywords of JMAP are those of all mailboxes; IMAP has them by mailbox.
    assert.deepEqual(ids(await imapSees(imap)), ids(await jmapSees(stage, 'm1')), `step ${step}`);
  }
});

test('Flags of a message in one mailbox are its keywords (RFC 8621 §4.1.1)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2)] });
  await using imap = await new ImapTalk(stage).open();
  await imap.command(String.raw`UID STORE 1 +FLAGS (\Seen Work)`);
  await jmap(stage, 'Email/set', {
    update: { e1: { 'keywords/home': true, 'keywords/work': null } },
  });
  await jmap(stage, 'Email/set', {
    update: { e2: { keywords: { $draft: true, $answered: true } } },
  });
  assert.deepEqual(await imapSees(imap), await jmapSees(stage, 'm1'));
  assert.deepEqual(await jmapSees(stage, 'm1'), [
    ['e1', ['$seen', 'home']],
    ['e2', ['$answered', '$draft']],
  ]);
});

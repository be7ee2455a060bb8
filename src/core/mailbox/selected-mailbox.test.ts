import assert from 'node:assert/strict';
import { test } from 'node:test';

import { expungeMessages } from '#core/mailbox/expunge-messages.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import { selectMailbox } from '#core/mailbox/select-mailbox.ts';
import type { SelectedMailbox } from '#core/mailbox/selected-mailbox.ts';
import { setFlags } from '#core/mailbox/set-flags.ts';
import { largest } from '#proto/imap/sequence-set.ts';
import { appendMessages } from '#store/operations/message/append-messages.ts';
import { imapStage } from '#test/conversations/imap/stage.ts';
import { draftOf } from '#test/stage/draft.ts';
import { fc } from '#test/stage/property.ts';

/** What a peer believes: the UID behind each message sequence number. */
type Peer = { readonly selected: SelectedMailbox; readonly believed: number[] };

const deleted = 8;

async function open(mail: Mail, accountId: number): Promise<Peer> {
  const selected = await selectMailbox(mail, accountId, { name: 'INBOX', readOnly: false });
  const { columns } = selected.view;
  return { selected, believed: [...columns.uid.subarray(0, columns.count)] };
}

/** Takes everything there is to tell, as a client would read the responses. */
function tell({ selected, believed }: Peer, expunge: boolean): void {
  const { columns } = selected.view;
  if (expunge) for (const number of selected.takeExpunged()) believed.splice(number - 1, 1);
  for (let row = selected.changedRow(0); row >= 0; row = selected.changedRow(row + 1)) {
    assert.equal(believed[selected.numberOf(row) - 1], columns.uid[row]);
  }
  selected.changesTold();
  const exists = selected.takeExists();
  if (exists === undefined) return;
  believed.push(...columns.uid.subarray(columns.count - (exists - believed.length), columns.count));
  assert.equal(believed.length, exists);
}

/** Whether sequence numbers mean what the peer believes, for every number and every UID. */
function agree({ selected, believed }: Peer): void {
  const { columns } = selected.view;
  const present = new Set(columns.uid.subarray(0, columns.count));
  assert.equal(selected.exists, believed.length);
  for (const [index, uid] of believed.entries()) {
    const position = selected.positionOf(index + 1);
    assert.equal(position >= 0, present.has(uid));
    if (position < 0) continue;
    assert.equal(columns.uid[position], uid);
    assert.equal(selected.numberOf(position), index + 1);
    assert.equal(selected.numberOfUid(uid), index + 1);
  }
  assert.equal(selected.positionOf(believed.length + 1), -1);
  const all = { kind: 'ranges', ranges: [{ from: 1, to: largest }] } as const;
  const there = believed.filter((uid) => present.has(uid));
  assert.deepEqual(selected.uidsOf(selected.resolve(all, false)), there);
  assert.deepEqual(selected.uidsOf(selected.resolve(all, true)), there);
}

async function append(mail: Mail, selected: SelectedMailbox, count: number): Promise<void> {
  const { accountId, mailboxId } = selected.view;
  const message = {
    flags: 0,
    keywords: [],
    receivedAt: 0,
    sentAt: 0,
    references: [],
    attributes: 0,
  };
  await mail.store.write(
    appendMessages,
    { accountId, mailboxId, messages: Array.from({ length: count }, () => message) },
    Array.from({ length: count }, () => draftOf('a: b\r\n\r\n')),
  );
}

async function expunge(mail: Mail, selected: SelectedMailbox, picks: number[]): Promise<void> {
  const { columns } = selected.view;
  const uids = [
    ...new Set(picks.map((pick) => columns.uid[pick % Math.max(1, columns.count)] ?? 0)),
  ];
  if (columns.count === 0) return;
  const change = { uids, keywords: [], unchangedSince: undefined };
  await setFlags(mail, selected, { ...change, action: 'add', flags: deleted });
  await expungeMessages(mail, selected, uids);
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('append' as const), count: fc.integer({ min: 1, max: 4 }) }),
  fc.record({
    kind: fc.constant('expunge' as const),
    picks: fc.array(fc.nat(30), { minLength: 1, maxLength: 4 }),
  }),
  fc.record({ kind: fc.constant('refresh' as const) }),
  fc.record({
    kind: fc.constant('tell' as const),
    peer: fc.nat(1),
    expunge: fc.boolean(),
  }),
);

test('sequence numbers mean what each peer was told (RFC 9051 §2.3.1.2, §7.5.1)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const { context, accountId } = await imapStage({ bodies: Array(5).fill('a: b\r\n\r\n') });
      const { mail } = context;
      const peers = [await open(mail, accountId), await open(mail, accountId)];
      const [first] = peers;
      assert.ok(first);
      const { selected } = first;
      for (const one of steps) {
        if (one.kind === 'append') await append(mail, selected, one.count);
        else if (one.kind === 'expunge') await expunge(mail, selected, one.picks);
        else if (one.kind === 'refresh') await selected.view.refresh();
        else tell(peers[one.peer] ?? first, one.expunge);
        for (const peer of peers) agree(peer);
      }
      for (const peer of peers) {
        await peer.selected.view.refresh();
        tell(peer, true);
        agree(peer);
        assert.equal(peer.selected.behind, false);
      }
    }),
    { numRuns: 60 },
  );
});

const seen = { action: 'add', flags: 1, keywords: [], unchangedSince: undefined } as const;

test('a peer is not told of its own silent change (RFC 9051 §6.4.6)', async () => {
  const { context, accountId } = await imapStage({ bodies: ['a: b\r\n\r\n', 'a: b\r\n\r\n'] });
  const mine = await open(context.mail, accountId);
  const others = await open(context.mail, accountId);
  const { modseq } = await setFlags(context.mail, mine.selected, { ...seen, uids: [1] });
  assert.ok(modseq !== undefined);
  mine.selected.own(modseq);
  assert.equal(mine.selected.changedRow(0), -1);
  assert.equal(others.selected.changedRow(0), 0);
});

test('a change that changes nothing has no modseq: the last one is of somebody else', async () => {
  const { context, accountId } = await imapStage({ bodies: ['a: b\r\n\r\n'] });
  const mine = await open(context.mail, accountId);
  const others = await open(context.mail, accountId);
  await setFlags(context.mail, others.selected, { ...seen, uids: [1] });
  const { modseq } = await setFlags(context.mail, mine.selected, { ...seen, uids: [1] });
  assert.equal(modseq, undefined);
  assert.equal(mine.selected.changedRow(0), 0);
});

test('a silent change tells what others did before and the peer does not know (RFC 9051 §6.4.6)', async () => {
  const { context, accountId } = await imapStage({ bodies: ['a: b\r\n\r\n'] });
  const mine = await open(context.mail, accountId);
  const others = await open(context.mail, accountId);
  await setFlags(context.mail, others.selected, { ...seen, flags: 4, uids: [1] });
  const { surprising } = await setFlags(context.mail, mine.selected, { ...seen, uids: [1] });
  assert.deepEqual(surprising, [1]);
});

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { bodyMemoryOctetsMax } from '#core/delivery/body-collector.ts';
import type { ArcFinding } from '#core/policy/authentication.ts';
import { arcSealer } from '#core/policy/arc/arc-sealer.ts';
import { dkimSigner } from '#core/policy/dkim/dkim-signer.ts';
import { checksMsMax } from '#core/policy/find-authentication.ts';
import { createMailbox } from '#store/operations/mailbox/create-mailbox.ts';
import { deleteMailbox } from '#store/operations/mailbox/delete-mailbox.ts';
import { listMailboxes } from '#store/operations/mailbox/list-mailboxes.ts';
import { role } from '#store/role.ts';
import { testKeys, toSigningKey } from '#test/stage/dkim-signing.ts';
import { hostName, SenderStage } from '#test/stage/sender-stage.ts';
import { signerContext, withoutArc } from '#test/stage/signed-message.ts';

const plain = 'From: Bob <bob@remote.test>\r\nSubject: Hi\r\n\r\nHello\r\n';

/** The message with a signature of its author's domain, whose key is `x._domainkey`. */
async function signed(stage: SenderStage, message = plain): Promise<string> {
  const key = toSigningKey(testKeys.rsa, { domain: 'remote.test', selector: 'x' });
  const signer = dkimSigner({ clock: stage.clock, keysOf: () => Promise.resolve([key]) });
  const login = { tenantId: 1, accountId: 1, address: 'bob@remote.test', credentialId: 1 };
  const context = signerContext(message, { origin: { face: 'submission', login } });
  return (await signer.sign(context)).join('') + message;
}

/** A stage whose DNS knows `remote.test`: its server, its key, its policy. */
async function openStage(
  policy = 'p=reject',
  world: Parameters<typeof SenderStage.open>[0] = {},
): Promise<SenderStage> {
  const stage = await SenderStage.open(world);
  stage.text('remote.test', 'v=spf1 ip4:192.0.2.0/24 -all');
  stage.text('x._domainkey.remote.test', testKeys.rsa.record);
  stage.text('_dmarc.remote.test', `v=DMARC1; ${policy}`);
  return stage;
}

/** A client that may not send for `remote.test`. */
const elsewhere = { remoteAddress: '198.51.100.1', helo: 'evil.test' };

test('What was found stands before the message and in its trace (RFC 8601 §2.2, RFC 9989 §5.3)', async () => {
  const stage = await openStage();
  assert.equal(await stage.fate(await signed(stage)), 'INBOX');
  const message = await stage.newest();
  const [, field = ''] = /\r\n(Authentication-Results: [^]*?\r\n)(?=\S)/.exec(message) ?? [];
  assert.equal(
    field.replace(/header\.b=[^;]+/, 'header.b=*'),
    `Authentication-Results: ${hostName};\r\n` +
      '\tspf=pass (ip4:192.0.2.0/24 of remote.test) smtp.mailfrom=remote.test;\r\n' +
      '\tdkim=pass (2048-bit key) header.d=remote.test header.i=@remote.test\r\n' +
      '\t header.s=x header.a=rsa-sha256 header.b=*;\r\n' +
      '\tarc=none;\r\n' +
      '\tdmarc=pass (p=reject dis=none) header.from=remote.test policy.dmarc=reject\r\n',
  );
  assert.ok(message.indexOf('Authentication-Results') < message.indexOf('DKIM-Signature'));
  assert.deepEqual(await stage.evidence(), {
    verdict: 'tag',
    spf: 'pass remote.test',
    helo: 'none mx.remote.test',
    dkim: 'pass remote.test',
    arc: 'none',
    dmarc: 'pass remote.test',
    policy: 'reject',
    disposition: 'none',
    reason: 'SPF and DKIM in alignment',
  });
  assert.equal(stage.observed[0]?.dmarc.result, 'pass');
});

test('A forged result does not come in beside ours (RFC 8601 §5)', async () => {
  const stage = await openStage();
  const forged = `Authentication-Results: ${hostName.toUpperCase()} 1; dmarc=pass header.from=bank.test\r\n`;
  await stage.send(forged + plain);
  const message = await stage.newest();
  assert.equal(message.match(/Authentication-Results/g)?.length, 1);
  assert.ok(!message.includes('bank.test'));
});

test('A forger is refused, told by whose will, and reported (RFC 9989 §5.3.6)', async () => {
  const stage = await openStage();
  const outcome = await stage.send(plain, { ...elsewhere, sender: 'x@evil.test' });
  assert.deepEqual(outcome, {
    kind: 'refused',
    reply: [
      550,
      '5.7.1',
      'DMARC: remote.test wants mail refused that is not proven to be from there; send it through ' +
        'the servers of remote.test, or have it signed by them',
    ],
  });
  const { verdict, dmarc, disposition } = await stage.evidence();
  assert.deepEqual([verdict, dmarc, disposition], ['refuse', 'fail remote.test', 'reject']);
  assert.equal(stage.observed[0]?.dmarc.disposition, 'reject');
  assert.equal(await stage.fate(await signed(stage), elsewhere), 'INBOX', 'DKIM alone is enough');
});

test('A quarantine is the folder for junk, by its role (RFC 9989 §4.7, RFC 6154 §2)', async () => {
  const stage = await openStage('p=quarantine');
  assert.equal(await stage.fate(plain, elsewhere), 'Junk');
  assert.match(await stage.newest('Junk'), /dmarc=fail \(p=quarantine dis=quarantine\)/);
  const { store, accountId } = stage;
  await store.write(createMailbox, { accountId, path: ['work'], role: role.none });
  assert.equal(await stage.fate(plain, { to: 'ada+work@example.test' }), 'work');
  assert.equal(await stage.fate(plain, { ...elsewhere, to: 'ada+work@example.test' }), 'Junk');
  const rows = await store.read(listMailboxes, { accountId });
  const mailboxId = rows.find((row) => row.role === role.junk)?.mailboxId ?? 0;
  await store.write(deleteMailbox, { accountId, mailboxId });
  assert.equal(await stage.fate(plain, elsewhere), 'INBOX', 'Nothing is made by name');
});

test('Who tests a policy loses no mail by it (RFC 9989 §4.7)', async () => {
  assert.equal(await (await openStage('p=reject; t=y')).fate(plain, elsewhere), 'Junk');
  assert.equal(await (await openStage('p=quarantine; t=y')).fate(plain, elsewhere), 'INBOX');
  assert.equal(await (await openStage('p=none')).fate(plain, elsewhere), 'INBOX');
});

test('A server that enforces nothing says what it found (RFC 9990 §3.1.6)', async () => {
  const stage = await openStage('p=reject', { enforce: false });
  assert.equal(await stage.fate(plain, elsewhere), 'INBOX');
  const found = stage.observed[0]?.dmarc;
  assert.deepEqual([found?.result, found?.disposition], ['fail', 'none']);
  assert.match(found?.overrideReason ?? '', /^local_policy: /);
  assert.equal(await stage.fate(`From: x@a.test\r\n${plain}`, elsewhere), 'INBOX');
});

test('A reject waits for a DNS that does not answer (RFC 9989 §5.3.6)', async () => {
  const stage = await openStage();
  stage.zone.set('remote.test', ['timeout']);
  assert.equal(await stage.fate(plain), '451 4.7.1');
  assert.equal(await stage.fate(await signed(stage)), 'INBOX');
  stage.text('_dmarc.remote.test', 'v=DMARC1; p=quarantine');
  assert.equal(await stage.fate(plain), 'INBOX');
  stage.zone.set('_dmarc.remote.test', ['timeout']);
  assert.equal(await stage.fate(plain), 'INBOX');
  assert.match(await stage.newest(), /dmarc=temperror/);
});

test('Checks that do not end in time hold nothing against anyone (RFC 9989 §5.3.6)', async () => {
  const { promise } = Promise.withResolvers<never>();
  for (const silent of [{ verifyDkim: () => promise }, { verifyArc: () => promise }]) {
    const stage = await openStage('p=reject', silent);
    const fate = stage.fate(plain, elsewhere);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    stage.clock.advance(checksMsMax);
    assert.equal(await fate, '451 4.7.1');
  }
});

test('Authors who are several, or nobody (RFC 9989 §5.3.1, RFC 5322 §3.6)', async () => {
  const stage = await openStage();
  const message = await signed(stage);
  const twice = await stage.send(`From: boss@bank.test\r\n${message}`);
  assert.equal(twice.kind, 'refused');
  assert.match(twice.kind === 'refused' ? (twice.reply[2] ?? '') : '', /several From fields/);
  assert.equal(await stage.fate(plain.replace('From:', 'From: a@bank.test,')), '550 5.7.1');
  assert.equal(await stage.fate('Subject: x\r\n\r\n'), 'Junk');
});

test('Without a sender HELO is checked (RFC 7208 §2.3, §2.4)', async () => {
  const stage = await openStage();
  stage.text('mx.remote.test', 'v=spf1 ip4:192.0.2.1 -all');
  assert.equal(await stage.fate(plain, { sender: '' }), 'INBOX');
  assert.match(await stage.newest(), /spf=pass \([^)]*\) smtp\.helo=mx\.remote\.test;/);
  assert.equal(await stage.fate(plain, { sender: '', ...elsewhere }), '550 5.7.1');
});

test('Domains beyond ASCII are one with their A-labels (RFC 8616 §4, RFC 9989 §5.3.1)', async () => {
  const stage = await openStage();
  stage.text('xn--bcher-kva.test', 'v=spf1 ip4:192.0.2.1 -all');
  stage.text('_dmarc.xn--bcher-kva.test', 'v=DMARC1; p=reject; aspf=s');
  const utf8 = Buffer.from('From: a@Bücher.test\r\n\r\n').toString('latin1');
  for (const message of [utf8, 'From: a@xn--BCHER-kva.test\r\n\r\n']) {
    assert.equal(await stage.fate(message, { sender: 'grüße@bücher.test' }), 'INBOX');
    assert.match(await stage.newest(), /smtp\.mailfrom=xn--bcher-kva\.test;/);
  }
  assert.equal(await stage.fate(utf8, elsewhere), '550 5.7.1');
});

test('Mail from here is not judged', async () => {
  const stage = await openStage();
  for (const remoteAddress of ['127.0.0.1', '::1', '10.1.2.3']) {
    assert.equal(await stage.fate(plain, { ...elsewhere, remoteAddress }), 'INBOX');
  }
  assert.equal(await stage.fate(plain, { ...elsewhere, face: 'lmtp' }), 'INBOX');
  assert.doesNotMatch(await stage.newest(), /Authentication-Results/);
  assert.deepEqual(stage.observed, []);
});

const chain = (sealers: readonly string[], oldestResults: string): ArcFinding => ({
  ...withoutArc,
  result: 'pass',
  instances: sealers.length,
  sealer: sealers.at(-1) ?? '',
  sealers,
  oldestResults,
});

test('Those trusted with it vouch for what they forward (RFC 8617 §7.2.1, §9.4, RFC 9989 §7.4)', async () => {
  const passed = 'list.test; spf=pass; dmarc=pass header.from=Remote.Test';
  const fates: readonly (readonly [string, ArcFinding])[] = [
    ['INBOX', chain(['list.test'], passed)],
    ['INBOX', chain(['LIST.test', 'hub.test'], passed)],
    ['550 5.7.1', chain(['evil.test', 'list.test'], passed)],
    ['550 5.7.1', chain(['list.test', 'evil.test'], passed)],
    ['550 5.7.1', chain(['list.test'], 'list.test; dmarc=fail header.from=remote.test')],
    ['550 5.7.1', chain(['list.test'], 'list.test; dmarc=pass header.from=other.test')],
    ['550 5.7.1', chain(['list.test'], 'list.test; dkim=pass header.from=remote.test; (')],
    ['550 5.7.1', chain([], passed)],
    ['550 5.7.1', { ...chain(['list.test'], passed), result: 'fail' }],
  ];
  for (const [fate, arc] of fates) {
    const trustedSealers = ['list.test', 'Hub.test'];
    const stage = await openStage('p=reject', {
      trustedSealers,
      verifyArc: () => Promise.resolve(arc),
    });
    assert.equal(await stage.fate(plain, elsewhere), fate, JSON.stringify(arc));
  }
});

test('A list that seals what it changed gets it through (RFC 8617 §5.1, §7.2.1)', async () => {
  const stage = await openStage('p=reject', { trustedSealers: ['list.test'] });
  stage.text('r._domainkey.list.test', testKeys.otherRsa.record);
  const key = toSigningKey(testKeys.otherRsa, { domain: 'list.test', selector: 'r' });
  const sealer = arcSealer({
    clock: stage.clock,
    authservId: 'list.test',
    sealingDomain: () => 'list.test',
    keysOf: () => Promise.resolve([key]),
  });
  const seen = `Authentication-Results: list.test; dmarc=pass header.from=remote.test\r\n`;
  const changed = seen + (await signed(stage)).replace('Subject: Hi', 'Subject: [list] Hi');
  const context = signerContext(changed, { origin: {}, arc: withoutArc });
  const sealed = (await sealer.sign(context)).join('') + changed;
  const list = { ...elsewhere, sender: 'list-bounces@list.test' };
  assert.equal(await stage.fate(changed, list), '550 5.7.1');
  assert.equal(await stage.fate(sealed, list), 'INBOX');
  const message = await stage.newest();
  assert.match(message, /arc=pass \(i=1, sealed by list\.test\);/);
  assert.match(message, /dmarc=fail \(p=reject dis=none\) header\.from=remote\.test/);
  assert.match(String((await stage.evidence())['reason']), /^trusted_forwarder: /);
});

test('A body from the disk is read whole by all who check it', async () => {
  const stage = await openStage();
  const text =
    plain +
    'y'
      .repeat(70)
      .concat('\r\n')
      .repeat(bodyMemoryOctetsMax / 50);
  assert.equal(await stage.fate(await signed(stage, text), elsewhere), 'INBOX');
  assert.match(await stage.newest(), /dkim=pass/);
});

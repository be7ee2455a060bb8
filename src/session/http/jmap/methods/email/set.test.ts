import assert from 'node:assert/strict';
import { test } from 'node:test';

import { updateAccount } from '#store/operations/directory/update-account.ts';
import { restoreMessages } from '#store/operations/message/restore-messages.ts';
import { sampleBody } from '#test/conversations/imap/stage.ts';
import { type Call, type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

type Args = Readonly<Record<string, unknown>>;

/** Whatever JSON says. */
type Told = ReturnType<typeof Object>;

const accountId = 'a1';

async function call(stage: JmapStage, ...calls: readonly (readonly [string, Args])[]) {
  const numbered = calls.map(([name, args], at): Call => [name, { accountId, ...args }, `${at}`]);
  const responses = await stage.call(numbered);
  return responses.map(([name, args]): Told => ({ name, ...args }));
}

async function set(stage: JmapStage, args: Args): Promise<Told> {
  const [response] = await call(stage, ['Email/set', args]);
  return response;
}

/** Creates one message; the error that it failed with, or what is told of it afterwards. */
async function create(stage: JmapStage, email: Args, properties: readonly string[] = []) {
  const [made, got] = await call(
    stage,
    ['Email/set', { create: { new: { mailboxIds: { m2: true }, ...email } } }],
    ['Email/get', { ids: ['#new'], properties, fetchAllBodyValues: true, bodyProperties }],
  );
  return made.notCreated?.new ?? got.list[0];
}

const bodyProperties = ['partId', 'type', 'name', 'charset', 'cid', 'disposition', 'subParts'];

async function upload(stage: JmapStage, octets: string, type: string): Promise<string> {
  const init = { method: 'POST', headers: { 'content-type': type }, body: octets };
  const answer = await stage.fetch(`/jmap/upload/${accountId}/`, init);
  return Object(await answer.json()).blobId;
}

async function counts(stage: JmapStage): Promise<Record<string, unknown>> {
  const properties = ['name', 'totalEmails', 'unreadEmails'];
  const [{ list }] = await call(stage, ['Mailbox/get', { properties }]);
  return Object.fromEntries(
    list
      .filter(({ totalEmails }: Told) => totalEmails > 0)
      .map(({ name, totalEmails, unreadEmails }: Told) => [name, [totalEmails, unreadEmails]]),
  );
}

function leaf(partId: string, type: string, more: Args) {
  return { partId, type, name: null, charset: null, cid: null, disposition: null, ...more };
}

/** `{"k1": true, "k2": true, …}` */
function names(letter: string, count: number): Args {
  return Object.fromEntries(Array.from({ length: count }, (_, at) => [`${letter}${at + 1}`, true]));
}

test('A draft is made of texts and attachments (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1)] });
  const blobId = await upload(stage, 'PNG', 'image/png');
  const email = await create(
    stage,
    {
      keywords: { $Draft: true, $seen: true, work: true },
      receivedAt: '2026-11-01T00:00:00Z',
      from: [{ name: 'Ada Łęcka', email: 'ada@example.test' }],
      to: [{ email: 'ben@example.test' }, { name: 'Cem, the second', email: 'cem@example.test' }],
      subject: 'Re: Grüße',
      sentAt: '2026-11-24T18:00:00+05:30',
      inReplyTo: ['1@example.test'],
      references: ['0@example.test', '1@example.test'],
      'header:X-Priority:asText': '1',
      'header:X-Tag:all': [' a', ' b'],
      textBody: [{ partId: 't' }],
      htmlBody: [{ partId: 'h', type: 'text/html' }],
      bodyValues: { t: { value: 'Hälló\n> quoted' }, h: { value: '<img src="cid:logo">' } },
      attachments: [
        { blobId, type: 'image/png', cid: 'logo', disposition: 'inline' },
        { blobId, name: 'Bär.png' },
        { blobId: 'b1' },
      ],
    },
    [
      'keywords',
      'mailboxIds',
      'receivedAt',
      'from',
      'to',
      'subject',
      'sentAt',
      'inReplyTo',
      'references',
      'header:X-Priority:asText',
      'header:X-Tag:all',
      'bodyStructure',
      'bodyValues',
      'hasAttachment',
      'preview',
    ],
  );
  const multi = { partId: null, name: null, charset: null, cid: null, disposition: null };
  const fine = { isEncodingProblem: false, isTruncated: false };
  const { id, ...rest } = email;
  assert.equal(id, 'e2');
  assert.deepEqual(rest, {
    keywords: { $draft: true, $seen: true, work: true },
    mailboxIds: { m2: true },
    receivedAt: '2026-11-01T00:00:00Z',
    from: [{ name: 'Ada Łęcka', email: 'ada@example.test' }],
    to: [
      { name: null, email: 'ben@example.test' },
      { name: 'Cem, the second', email: 'cem@example.test' },
    ],
    subject: 'Re: Grüße',
    sentAt: '2026-11-24T18:00:00+05:30',
    inReplyTo: ['1@example.test'],
    references: ['0@example.test', '1@example.test'],
    'header:X-Priority:asText': '1',
    'header:X-Tag:all': [' a', ' b'],
    hasAttachment: true,
    preview: 'Hälló',
    bodyValues: {
      '1.1': { value: 'Hälló\n> quoted', ...fine },
      '1.2.1': { value: '<img src="cid:logo">', ...fine },
    },
    bodyStructure: {
      ...multi,
      type: 'multipart/mixed',
      subParts: [
        {
          ...multi,
          type: 'multipart/alternative',
          subParts: [
            leaf('1.1', 'text/plain', { charset: 'utf-8' }),
            {
              ...multi,
              type: 'multipart/related',
              subParts: [
                leaf('1.2.1', 'text/html', { charset: 'utf-8' }),
                leaf('1.2.2', 'image/png', { cid: 'logo', disposition: 'inline' }),
              ],
            },
          ],
        },
        leaf('2', 'image/png', { name: 'Bär.png', disposition: 'attachment' }),
        leaf('3', 'message/rfc822', {}),
      ],
    },
  });
});

test('A draft is made of a structure as given (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage();
  const bodyStructure = {
    type: 'multipart/report',
    'header:X-Part': ' own',
    subParts: [
      { partId: 'a', type: 'text/plain' },
      { partId: 'b', 'header:Content-Type': ' text/calendar; method=REQUEST', name: 'invite.ics' },
    ],
  };
  const bodyValues = { a: { value: 'A' }, b: { value: 'BEGIN:VCALENDAR' } };
  const wanted = ['bodyStructure', 'bodyValues', 'messageId', 'sentAt', 'from'];
  const email = await create(stage, { bodyStructure, bodyValues }, wanted);
  assert.deepEqual(
    email.bodyStructure.subParts.map(({ type, name }: Told) => [type, name]),
    [
      ['text/plain', null],
      ['text/calendar', 'invite.ics'],
    ],
  );
  assert.equal(email.bodyStructure.type, 'multipart/report');
  assert.equal(email.bodyValues['2'].value, 'BEGIN:VCALENDAR');
  assert.match(email.messageId[0], /^[0-9a-f]{24}@example\.test$/);
  assert.equal(email.sentAt, '2026-11-25T08:00:00Z');
  assert.equal(email.from, null);
  const raw = await (await stage.fetch(`/jmap/download/${accountId}/b1/x`)).text();
  assert.match(raw, /^X-Part: own\r$/m);
  assert.match(raw, /^Content-Type: text\/calendar; charset=utf-8; method=REQUEST; name=/m);
  const empty = await create(stage, {}, ['bodyValues']);
  assert.deepEqual(Object.keys(empty.bodyValues), ['1']);
});

test('A draft need not be finished: addresses and ids are kept as they are (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage();
  const to = ['be', 'a b@c', 'x@', 'ben@example.test'].map((email) => ({ name: null, email }));
  const draft = { to, inReplyTo: ['no-at'], references: ['no-at', 'a@b'] };
  const { id: _, ...rest } = await create(stage, draft, ['to', 'inReplyTo', 'references']);
  assert.deepEqual(rest, draft);
});

test('Each wrong property of a draft is named (RFC 8621 §4.6, RFC 8620 §5.3)', async () => {
  const stage = await jmapStage();
  const text = { textBody: [{ partId: 'a' }], bodyValues: { a: { value: '' } } };
  const wrong: readonly (readonly [Args, readonly string[]])[] = [
    [{ mailboxIds: {} }, ['mailboxIds']],
    [{ mailboxIds: { m99: true } }, ['mailboxIds']],
    [{ mailboxIds: { '#none': true } }, ['mailboxIds']],
    [{ mailboxIds: null }, ['mailboxIds']],
    [
      { keywords: { 'a b': true, $recent: true, fine: true } },
      ['keywords/a b', 'keywords/$recent'],
    ],
    [{ receivedAt: '2026-01-01' }, ['receivedAt']],
    [{ id: 'e1', size: 1, blobId: 'b1', headers: [] }, ['id', 'size', 'blobId', 'headers']],
    [{ from: 'ada', subject: 1, sentAt: 'today' }, ['from', 'subject', 'sentAt']],
    [{ from: [], 'header:From:asAddresses': [] }, ['from', 'header:From:asAddresses']],
    [{ subject: 'a\r\nBcc: b@example.test' }, ['subject']],
    [{ from: [{ email: 'a\r\nb' }] }, ['from']],
    [{ keywords: { 'a]': true } }, ['keywords/a]']],
    [{ messageId: ['not an id'] }, ['messageId']],
    [{ 'header:X': 'a\r\nb' }, ['header:X']],
    [{ 'header:Content-Type': 'a/b' }, ['header:Content-Type']],
    [{ 'header:Subject:asDate': null }, ['header:Subject:asDate']],
    [{ ...text, textBody: [] }, ['textBody']],
    [{ ...text, textBody: [{ partId: 'a' }, { partId: 'a' }] }, ['textBody']],
    [{ ...text, textBody: [{ partId: 'a', type: 'text/html' }] }, ['textBody/0/type']],
    [{ ...text, textBody: [{ partId: 'b' }] }, ['textBody/0/partId']],
    [{ ...text, textBody: [{ partId: 'a', charset: 'x' }] }, ['textBody/0/charset']],
    [{ ...text, textBody: [{ partId: 'a', size: 1 }] }, ['textBody/0/size']],
    [{ ...text, bodyStructure: { partId: 'a' } }, ['textBody']],
    [
      { ...text, bodyValues: { a: { value: '', isTruncated: true, isEncodingProblem: true } } },
      ['bodyValues/a/isEncodingProblem', 'bodyValues/a/isTruncated'],
    ],
    [
      { bodyStructure: { partId: 'a', blobId: 'b1', headers: [] } },
      ['bodyStructure/headers', 'bodyStructure/partId', 'bodyStructure/blobId'],
    ],
    [{ bodyStructure: { type: 'multipart/mixed' } }, ['bodyStructure/subParts']],
    [
      { bodyStructure: { blobId: 'b1', 'header:Content-Transfer-Encoding': '8bit' } },
      ['bodyStructure/header:Content-Transfer-Encoding'],
    ],
    [
      { bodyStructure: { blobId: 'b1', cid: 'a', 'header:Content-ID': '<b>' } },
      ['bodyStructure/header:Content-ID'],
    ],
    [{ attachments: [{ partId: 'a', type: 'image/png' }] }, ['attachments/0/type']],
    [
      {
        'header:X-One': ' 1',
        bodyStructure: { partId: 'a', 'header:x-one': ' 1' },
        bodyValues: { a: { value: '' } },
      },
      ['bodyStructure/header:x-one'],
    ],
  ];
  for (const [email, properties] of wrong) {
    const { type, properties: named } = await create(stage, email);
    assert.deepEqual([type, named], ['invalidProperties', properties], JSON.stringify(email));
  }
  assert.deepEqual(await counts(stage), {});
});

test('Blobs that are not there, and too much of them, are refused (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage();
  const attachments = [
    { blobId: 'u9', type: 'image/png' },
    { blobId: 'b99', type: 'message/rfc822' },
  ];
  const { type, notFound } = await create(stage, { attachments });
  assert.deepEqual([type, notFound], ['blobNotFound', ['u9', 'b99']]);
});

test('Keywords and mailboxes have bounds (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1)] });
  assert.equal((await create(stage, { keywords: names('k', 51) })).type, 'tooManyKeywords');
  assert.equal((await create(stage, { mailboxIds: names('m', 101) })).type, 'tooManyMailboxes');
  const update = { e1: { keywords: names('k', 51) } };
  assert.equal((await set(stage, { update })).notUpdated.e1.type, 'tooManyKeywords');
  const { type } = await set(stage, { destroy: Object.keys(names('e', 1_001)) });
  assert.equal(type, 'requestTooLarge');
});

test('Keywords and mailboxes are changed, and told by counts (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2), sampleBody(3)] });
  const first = await set(stage, {
    update: {
      e1: { 'keywords/$seen': true, 'keywords/Blue': true, 'mailboxIds/m6': true },
      e2: { mailboxIds: { m5: true }, keywords: { $flagged: true } },
      e3: { subject: 'Message 3', id: 'e3', mailboxIds: { m1: true } },
    },
  });
  assert.deepEqual(first.updated, { e1: null, e2: null, e3: null });
  assert.equal(Number(first.newState), Number(first.oldState) + 1);
  const [{ list }] = await call(stage, ['Email/get', { properties: ['keywords', 'mailboxIds'] }]);
  assert.deepEqual(list, [
    { id: 'e1', keywords: { $seen: true, blue: true }, mailboxIds: { m1: true, m6: true } },
    { id: 'e2', keywords: { $flagged: true }, mailboxIds: { m5: true } },
    { id: 'e3', keywords: {}, mailboxIds: { m1: true } },
  ]);
  assert.deepEqual(await counts(stage), { Inbox: [2, 1], Trash: [1, 1], Archive: [1, 0] });
  const again = await set(stage, { update: { e1: { 'keywords/$seen': true } } });
  assert.deepEqual([again.updated, again.newState], [{ e1: null }, again.oldState]);
});

test('Updates that cannot be done say why (RFC 8620 §5.3, RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2)] });
  const errors: readonly (readonly [Args, string, readonly string[] | undefined])[] = [
    [{ 'mailboxIds/m1': null }, 'invalidProperties', ['mailboxIds']],
    [{ 'mailboxIds/m99': true }, 'invalidProperties', ['mailboxIds']],
    [{ mailboxIds: {} }, 'invalidProperties', ['mailboxIds']],
    [{ subject: 'Other' }, 'invalidProperties', ['subject']],
    [{ nothing: 1 }, 'invalidProperties', ['nothing']],
    [{ 'from/0/name': 'x' }, 'invalidProperties', ['from/0/name']],
    [{ keywords: {}, 'keywords/a': true }, 'invalidPatch', undefined],
  ];
  for (const [patch, type, properties] of errors) {
    const { notUpdated } = await set(stage, { update: { e1: patch } });
    assert.deepEqual([notUpdated.e1.type, notUpdated.e1.properties], [type, properties]);
  }
  const { notUpdated, updated } = await set(stage, {
    update: { e9: {}, m1: {}, e1: { 'keywords/a': true }, e2: {} },
    destroy: ['e2'],
  });
  const types = Object.entries(notUpdated).map(([id, error]) => [id, Object(error).type]);
  assert.deepEqual(Object.fromEntries(types), {
    e9: 'notFound',
    m1: 'notFound',
    e2: 'willDestroy',
  });
  assert.deepEqual(updated, { e1: null });
});

test('What is destroyed is gone, and can be restored (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1), sampleBody(2)] });
  await set(stage, { update: { e1: { 'mailboxIds/m6': true } } });
  const { destroyed, notDestroyed } = await set(stage, { destroy: ['e1', 'e9', 't1'] });
  assert.deepEqual(destroyed, ['e1']);
  assert.deepEqual(
    Object.entries(notDestroyed).map(([id, error]) => [id, Object(error).type]),
    [
      ['t1', 'notFound'],
      ['e9', 'notFound'],
    ],
  );
  assert.deepEqual(await counts(stage), { Inbox: [1, 1] });
  const input = { accountId: stage.ada, messageIds: [1] };
  assert.equal((await stage.store.write(restoreMessages, input)).restored.length, 1);
  const [{ list }] = await call(stage, ['Email/get', { ids: ['e1'], properties: ['subject'] }]);
  assert.deepEqual(list, [{ id: 'e1', subject: 'Message 1' }]);
});

test('A draft is replaced in one call, and no other state will do (RFC 8620 §5.3)', async () => {
  const stage = await jmapStage();
  const draft = { mailboxIds: { m2: true }, keywords: { $draft: true }, subject: 'Draft' };
  const first = await set(stage, { create: { a: draft } });
  const replaced = await set(stage, {
    create: { b: { ...draft, subject: 'Draft 2' } },
    destroy: [first.created.a.id],
    ifInState: first.newState,
  });
  assert.deepEqual(replaced.destroyed, [first.created.a.id]);
  assert.deepEqual(Object.keys(replaced.created.b).toSorted(), [
    'blobId',
    'id',
    'size',
    'threadId',
  ]);
  assert.equal(Number(replaced.newState), Number(first.newState) + 1);
  for (const ifInState of [first.newState, 'x', `${replaced.newState}.1`]) {
    const { type } = await set(stage, { destroy: [replaced.created.b.id], ifInState });
    assert.equal(type, 'stateMismatch');
  }
  assert.deepEqual(await counts(stage), { Drafts: [1, 0] });
});

test('What one call makes, the next ones can name (RFC 8620 §5.3)', async () => {
  const stage = await jmapStage();
  const [, made, marked, got] = await call(
    stage,
    ['Mailbox/set', { create: { box: { name: 'Box' } } }],
    ['Email/set', { create: { mail: { mailboxIds: { '#box': true, m2: true } } } }],
    ['Email/set', { update: { '#mail': { 'keywords/$seen': true } } }],
    ['Email/get', { ids: ['#mail'], properties: ['mailboxIds', 'keywords', 'threadId'] }],
  );
  const { id, threadId } = made.created.mail;
  assert.deepEqual(marked.updated, { '#mail': null });
  const mailboxIds = { m2: true, m7: true };
  assert.deepEqual(got.list, [{ id, threadId, keywords: { $seen: true }, mailboxIds }]);
});

test('A full account takes no drafts, but e-mails still move (RFC 8621 §4.6)', async () => {
  const stage = await jmapStage({ bodies: [sampleBody(1)] });
  const { store, ada } = stage;
  await store.write(updateAccount, { actor: 'test', accountId: ada, bytesMax: 10 });
  assert.equal((await create(stage, {})).type, 'overQuota');
  const moved = await set(stage, { update: { e1: { mailboxIds: { m5: true } } } });
  assert.deepEqual(moved.updated, { e1: null });
  const copied = await set(stage, { update: { e1: { 'mailboxIds/m6': true } } });
  assert.equal(copied.notUpdated.e1.type, 'overQuota');
});

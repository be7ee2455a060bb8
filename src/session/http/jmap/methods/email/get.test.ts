import assert from 'node:assert/strict';
import { test } from 'node:test';

import { BlobDamaged } from '#store/store.ts';
import { type JmapStage, jmapStage } from '#test/stage/jmap-stage.ts';

const message = [
  'Received: from a by b; Mon, 2 Feb 2026 09:00:00 +0000',
  'From: =?utf-8?q?J=C3=B6rg?= <joerg@example.test>',
  'Sender: office@example.test',
  'Reply-To: replies@example.test',
  'To: Ada <ada@example.test>, ben@example.test',
  'Cc: Team: cem@example.test;',
  'Bcc: dora@example.test',
  'Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=',
  'Date: Mon, 2 Feb 2026 10:00:00 +0100',
  'Message-ID: <2@example.test>',
  'In-Reply-To: <1@example.test>',
  'References: <0@example.test> <1@example.test>',
  'X-Tag: one',
  'X-Tag: two',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=outer',
  '',
  '--outer',
  'Content-Type: multipart/alternative; boundary=inner',
  '',
  '--inner',
  'Content-Type: text/plain; charset=utf-8',
  'Content-Transfer-Encoding: quoted-printable',
  'Content-Language: de, en',
  '',
  'Gr=C3=BC=C3=9Fe aus K=C3=B6ln',
  '--inner',
  'Content-Type: text/html; charset=utf-8',
  'Content-Location: http://example.test/',
  ' page',
  '',
  '<p>Greetings from <b>Cologne</b></p>',
  '--inner--',
  '--outer',
  'Content-Type: image/png; name="=?utf-8?q?B=C3=A4r?=.png"',
  'Content-Disposition: attachment',
  'Content-ID: <bear@example.test>',
  'Content-Transfer-Encoding: base64',
  '',
  'AAECAw==',
  '--outer--',
  '',
].join('\r\n');

const stage = await jmapStage({ bodies: [message] });
const [messageId] = stage.messageIds;
const emailId = `e${messageId}`;
const accountId = `a${stage.ada}`;

async function respond(at: JmapStage, args: Readonly<Record<string, unknown>>) {
  const [response] = await at.call([['Email/get', { accountId, ...args }, 'c']]);
  const [name, answer] = response ?? [];
  return name === 'error' ? { type: Object(answer).type } : Object(answer);
}

async function told(args: Readonly<Record<string, unknown>>): Promise<Record<string, unknown>> {
  const { list } = await respond(stage, { ids: [emailId], ...args });
  assert.equal(list.length, 1);
  return list[0];
}

test('Email/get tells where a message is (RFC 8621 §4.1.1)', async () => {
  const properties = ['blobId', 'threadId', 'mailboxIds', 'keywords', 'size', 'receivedAt'];
  assert.deepEqual(await told({ properties }), {
    id: emailId,
    blobId: `b${messageId}`,
    threadId: `t${messageId}`,
    mailboxIds: { m1: true },
    keywords: {},
    size: message.length,
    receivedAt: '2026-02-02T09:00:00Z',
  });
});

function address(email: string, name: string | null = null) {
  return { name, email };
}

test('Email/get tells the header (RFC 8621 §4.1.2, §4.1.3)', async () => {
  const properties = [
    'messageId',
    'inReplyTo',
    'references',
    'sender',
    'from',
    'to',
    'cc',
    'bcc',
    'replyTo',
    'subject',
    'sentAt',
    'header:X-Tag:asText:all',
    'header:x-tag',
    'header:Cc:asGroupedAddresses',
    'header:Nothing',
  ];
  const { id: _, ...header } = await told({ properties });
  assert.deepEqual(header, {
    messageId: ['2@example.test'],
    inReplyTo: ['1@example.test'],
    references: ['0@example.test', '1@example.test'],
    sender: [address('office@example.test')],
    from: [address('joerg@example.test', 'Jörg')],
    to: [address('ada@example.test', 'Ada'), address('ben@example.test')],
    cc: [address('cem@example.test')],
    bcc: [address('dora@example.test')],
    replyTo: [address('replies@example.test')],
    subject: 'Grüße',
    sentAt: '2026-02-02T10:00:00+01:00',
    'header:X-Tag:asText:all': ['one', 'two'],
    'header:x-tag': ' two',
    'header:Cc:asGroupedAddresses': [{ name: 'Team', addresses: [address('cem@example.test')] }],
    'header:Nothing': null,
  });
  const { headers } = await told({ properties: ['headers'] });
  assert.equal(Object(headers).length, 16);
  assert.deepEqual(Object(headers)[2], { name: 'Sender', value: ' office@example.test' });
});

test('Email/get tells the parts and what is shown of them (RFC 8621 §4.1.4)', async () => {
  const bodyProperties = ['partId', 'type', 'size', 'name', 'charset', 'disposition', 'cid'];
  const more = ['language', 'location', 'header:Content-Type'];
  const properties = ['bodyStructure', 'textBody', 'htmlBody', 'attachments', 'hasAttachment'];
  const email = await told({ properties, bodyProperties: [...bodyProperties, ...more] });
  const nothing = { name: null, disposition: null, cid: null, language: null, location: null };
  const plain = {
    ...nothing,
    partId: '1.1',
    type: 'text/plain',
    size: 17,
    charset: 'utf-8',
    language: ['de', 'en'],
    'header:Content-Type': ' text/plain; charset=utf-8',
  };
  const html = {
    ...nothing,
    partId: '1.2',
    type: 'text/html',
    size: 36,
    charset: 'utf-8',
    location: 'http://example.test/page',
    'header:Content-Type': ' text/html; charset=utf-8',
  };
  const image = {
    ...nothing,
    partId: '2',
    type: 'image/png',
    size: 4,
    name: 'Bär.png',
    charset: null,
    disposition: 'attachment',
    cid: 'bear@example.test',
    'header:Content-Type': ' image/png; name="=?utf-8?q?B=C3=A4r?=.png"',
  };
  const multi = { ...nothing, partId: null, size: 0, charset: null };
  assert.deepEqual(email, {
    id: emailId,
    hasAttachment: true,
    textBody: [plain],
    htmlBody: [html],
    attachments: [image],
    bodyStructure: {
      ...multi,
      type: 'multipart/mixed',
      'header:Content-Type': ' multipart/mixed; boundary=outer',
      subParts: [
        {
          ...multi,
          type: 'multipart/alternative',
          'header:Content-Type': ' multipart/alternative; boundary=inner',
          subParts: [plain, html],
        },
        image,
      ],
    },
  });
});

test('Blob ids of parts are those of their decoded octets (RFC 8621 §4.1.4)', async () => {
  const { attachments } = await told({ properties: ['attachments'], bodyProperties: ['blobId'] });
  const [{ blobId }] = Object(attachments);
  const answer = await stage.fetch(`/jmap/download/${accountId}/${blobId}/x?accept=image/png`);
  assert.deepEqual([...new Uint8Array(await answer.arrayBuffer())], [0, 1, 2, 3]);
});

test('Texts come when they are asked for, cut when asked to (RFC 8621 §4.2)', async () => {
  const properties = ['bodyValues'];
  const fine = { isEncodingProblem: false, isTruncated: false };
  const plain = { value: 'Grüße aus Köln', ...fine };
  const html = { value: '<p>Greetings from <b>Cologne</b></p>', ...fine };
  assert.deepEqual((await told({ properties })).bodyValues, {});
  const text = await told({ properties, fetchTextBodyValues: true });
  assert.deepEqual(text.bodyValues, { '1.1': plain });
  const page = await told({ properties, fetchHTMLBodyValues: true });
  assert.deepEqual(page.bodyValues, { '1.2': html });
  const all = await told({ properties, fetchAllBodyValues: true });
  assert.deepEqual(all.bodyValues, { '1.1': plain, '1.2': html });
  const cut = await told({ properties, fetchAllBodyValues: true, maxBodyValueBytes: 5 });
  assert.deepEqual(cut.bodyValues, {
    '1.1': { value: 'Grü', ...fine, isTruncated: true },
    '1.2': { value: '<p>Gr', ...fine, isTruncated: true },
  });
});

test('Without properties Email/get tells the usual ones (RFC 8621 §4.2)', async () => {
  const email = await told({});
  assert.equal(Object.keys(email).length, 24);
  assert.equal(email['preview'], 'Grüße aus Köln');
  const [part] = Object(email['attachments']);
  assert.deepEqual(Object.keys(part), [
    'partId',
    'blobId',
    'size',
    'name',
    'type',
    'charset',
    'disposition',
    'cid',
    'language',
    'location',
  ]);
});

test('Email/get tells what is not there, and all there is (RFC 8620 §5.1)', async () => {
  const ids = ['e999', emailId, 'm1', emailId, '#new'];
  const some = await respond(stage, { ids, properties: ['id'] });
  assert.deepEqual(some.list, [{ id: emailId }]);
  assert.deepEqual(some.notFound, ['e999', 'm1', '#new']);
  assert.match(some.state, /^\d+$/);
  const all = await respond(stage, { ids: null, properties: [] });
  assert.deepEqual(all.list, [{ id: emailId }]);
});

test('Email/get refuses what it does not know (RFC 8620 §3.6.2, §5.1)', async () => {
  const types = [
    await respond(stage, { ids: [], properties: ['froms'] }),
    await respond(stage, { ids: [], properties: ['header:From:asDate'] }),
    await respond(stage, { ids: [], bodyProperties: ['subject'] }),
    await respond(stage, { ids: [], maxBodyValueBytes: -1 }),
    await respond(stage, { ids: [], fetchTextBodyValues: 'yes' }),
    await respond(stage, { ids: [], whatever: 1 }),
    await respond(stage, { ids: ['no id!'] }),
    await respond(stage, { ids: Array.from({ length: 1_001 }, (_, index) => `e${index}`) }),
    await respond(stage, { accountId: 'a999', ids: [] }),
  ].map(({ type }) => type);
  assert.deepEqual(types, [
    ...Array.from({ length: 7 }, () => 'invalidArguments'),
    'requestTooLarge',
    'accountNotFound',
  ]);
});

test('A message whose octets are lost is told as far as its record knows it', async () => {
  const lost = await jmapStage({ bodies: [message] });
  const ask = { ids: ['e1'], fetchAllBodyValues: true };
  await respond(lost, { ...ask });
  lost.store.readBlob = (place) => Promise.reject(new BlobDamaged(place));
  const { list } = await respond(lost, { ...ask });
  assert.equal(list[0].subject, 'Grüße');
  assert.deepEqual(list[0].bodyValues['1.1'], {
    value: '',
    isEncodingProblem: true,
    isTruncated: false,
  });
});

test('Sizes of large parts are those of their decoded octets (RFC 8621 §4.1.4)', async () => {
  const octets = Buffer.alloc(1_500_000, 'abc');
  const head = 'Content-Transfer-Encoding: base64\r\n\r\n';
  const text = octets.toString('base64').replace(/.{76}/g, '$&\r\n');
  const large = await jmapStage({ bodies: [head + text] });
  const { list } = await respond(large, {
    properties: ['bodyStructure'],
    bodyProperties: ['size'],
  });
  assert.deepEqual(list[0].bodyStructure, { size: octets.length });
});

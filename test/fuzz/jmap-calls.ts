/** Arguments that every call of Ada's account has. */
const own = { accountId: 'a1' };

type Call = readonly [name: string, args: Readonly<Record<string, unknown>>, id: string];

const body = {
  mailboxIds: { m1: true },
  keywords: { $draft: true },
  from: [{ name: 'Ada', email: 'ada@example.test' }],
  to: [{ name: null, email: 'ben@example.test' }],
  subject: 'Grüße',
  sentAt: '2026-02-03T04:05:06+01:00',
  'header:X-Test:asText': 'x',
  textBody: [{ partId: '1', type: 'text/plain' }],
  htmlBody: [{ partId: '2', type: 'text/html' }],
  attachments: [
    { blobId: 'b1', type: 'message/rfc822', name: 'a.eml', disposition: 'inline', cid: 'c' },
  ],
  bodyValues: { 1: { value: 'text' }, 2: { value: '<p>text</p>' } },
};

/** Requests that use every method, to be changed here and there. */
export const jmapCalls: readonly (readonly Call[])[] = [
  [
    [
      'Email/query',
      {
        ...own,
        filter: {
          operator: 'AND',
          conditions: [
            { inMailbox: 'm1', text: 'text', after: '2020-01-01T00:00:00Z', minSize: 1 },
            { operator: 'NOT', conditions: [{ hasKeyword: '$seen', header: ['Subject', 'x'] }] },
          ],
        },
        sort: [
          { property: 'receivedAt', isAscending: false },
          { property: 'hasKeyword', keyword: '$seen' },
        ],
        collapseThreads: true,
        position: 0,
        anchor: 'e1',
        anchorOffset: -1,
        limit: 10,
        calculateTotal: true,
      },
      'a',
    ],
    [
      'Email/get',
      {
        ...own,
        '#ids': { resultOf: 'a', name: 'Email/query', path: '/ids' },
        properties: ['id', 'bodyStructure', 'header:Subject:asText', 'textBody', 'preview'],
        bodyProperties: ['partId', 'blobId', 'header:Content-Type'],
        fetchAllBodyValues: true,
        maxBodyValueBytes: 10,
      },
      'b',
    ],
    ['SearchSnippet/get', { ...own, filter: { text: 'text' }, emailIds: ['e1', 'e2'] }, 'c'],
    ['Thread/get', { ...own, ids: ['t1'] }, 'd'],
  ],
  [
    [
      'Email/set',
      {
        ...own,
        ifInState: null,
        create: { k: body },
        update: { e1: { 'keywords/$seen': true, mailboxIds: { m1: true, m2: true } } },
        destroy: ['e3'],
      },
      'a',
    ],
    ['Email/get', { ...own, ids: ['#k'] }, 'b'],
    ['Email/changes', { ...own, sinceState: '1', maxChanges: 5 }, 'c'],
    ['Thread/changes', { ...own, sinceState: '1' }, 'd'],
    ['Mailbox/changes', { ...own, sinceState: '1' }, 'e'],
    [
      'Email/queryChanges',
      {
        ...own,
        filter: { inMailbox: 'm1' },
        sinceQueryState: '1',
        upToId: 'e1',
        maxChanges: 9,
        calculateTotal: true,
      },
      'f',
    ],
  ],
  [
    [
      'Mailbox/set',
      {
        ...own,
        create: {
          k: { name: 'New', parentId: 'm1', role: null, sortOrder: 3, isSubscribed: true },
        },
        update: { m2: { name: 'Other' } },
        destroy: ['m3'],
        onDestroyRemoveEmails: true,
      },
      'a',
    ],
    ['Mailbox/get', { ...own, ids: null, properties: ['id', 'name', 'myRights'] }, 'b'],
    [
      'Mailbox/query',
      {
        ...own,
        filter: { parentId: null, hasAnyRole: true, name: 'x' },
        sort: [{ property: 'name' }],
        sortAsTree: true,
        filterAsTree: true,
      },
      'c',
    ],
    ['Mailbox/queryChanges', { ...own, sinceQueryState: '1' }, 'd'],
  ],
  [
    [
      'Blob/upload',
      {
        ...own,
        create: {
          k: {
            data: [
              { 'data:asText': 'Subject: x\r\n\r\ny' },
              { blobId: 'b1', offset: 1, length: 2 },
            ],
            type: 'message/rfc822',
          },
        },
      },
      'a',
    ],
    [
      'Email/import',
      {
        ...own,
        emails: {
          m: {
            blobId: '#k',
            mailboxIds: { m1: true },
            keywords: {},
            receivedAt: '2026-02-03T04:05:06Z',
          },
        },
      },
      'b',
    ],
    ['Email/parse', { ...own, blobIds: ['b1', '#k'], properties: ['subject', 'attachments'] }, 'c'],
    [
      'Email/copy',
      { fromAccountId: 'a2', ...own, create: { c: { id: 'e1', mailboxIds: { m1: true } } } },
      'd',
    ],
    [
      'Blob/get',
      { ...own, ids: ['b1', '#k'], properties: ['data', 'digest:sha-256'], offset: 1, length: 3 },
      'e',
    ],
    ['Blob/lookup', { ...own, ids: ['b1'], typeNames: ['Email'] }, 'f'],
    ['Blob/copy', { fromAccountId: 'a1', ...own, blobIds: ['b1'] }, 'g'],
  ],
  [
    [
      'Identity/set',
      {
        ...own,
        create: {
          k: {
            name: 'Ada',
            email: 'ada@example.test',
            replyTo: [{ email: 'a@b.test' }],
            htmlSignature: '<b>',
          },
        },
        update: { i1: { name: 'x' } },
        destroy: ['i9'],
      },
      'a',
    ],
    ['Identity/get', { ...own, ids: null }, 'b'],
    ['Identity/changes', { ...own, sinceState: '0' }, 'c'],
    ['VacationResponse/get', { ...own, ids: ['singleton'] }, 'd'],
    [
      'VacationResponse/set',
      {
        ...own,
        update: {
          singleton: {
            isEnabled: true,
            fromDate: '2026-02-03T04:05:06Z',
            subject: 'Away',
            textBody: 'x',
            htmlBody: null,
          },
        },
      },
      'e',
    ],
    ['Quota/get', { ...own, ids: null }, 'f'],
    ['Quota/query', { ...own, filter: { name: 'x', resourceType: 'octets' } }, 'g'],
    ['Quota/changes', { ...own, sinceState: '0' }, 'h'],
    ['Quota/queryChanges', { ...own, sinceQueryState: '0' }, 'i'],
  ],
  [
    ['Email/set', { ...own, create: { k: body } }, 'a'],
    [
      'EmailSubmission/set',
      {
        ...own,
        create: {
          s: {
            identityId: 'i1',
            emailId: '#k',
            envelope: {
              mailFrom: { email: 'ada@example.test', parameters: { HOLDFOR: '60' } },
              rcptTo: [{ email: 'ben@example.test', parameters: null }],
            },
          },
        },
        update: { s1: { undoStatus: 'canceled' } },
        onSuccessUpdateEmail: { '#s': { 'keywords/$draft': null } },
        onSuccessDestroyEmail: ['#s'],
      },
      'b',
    ],
    ['EmailSubmission/get', { ...own, ids: null }, 'c'],
    [
      'EmailSubmission/query',
      {
        ...own,
        filter: { undoStatus: 'pending', before: '2030-01-01T00:00:00Z' },
        sort: [{ property: 'sentAt' }],
      },
      'd',
    ],
    ['EmailSubmission/changes', { ...own, sinceState: '0' }, 'e'],
    ['MDN/parse', { ...own, blobIds: ['b1'] }, 'f'],
    [
      'MDN/send',
      {
        ...own,
        identityId: 'i1',
        send: {
          m: {
            forEmailId: 'e1',
            subject: 'Read',
            textBody: 'x',
            disposition: {
              actionMode: 'manual-action',
              sendingMode: 'mdn-sent-manually',
              type: 'displayed',
            },
          },
        },
        onSuccessUpdateEmail: { '#m': { 'keywords/$mdnsent': true } },
      },
      'g',
    ],
  ],
  [
    [
      'PushSubscription/set',
      {
        create: {
          k: {
            deviceClientId: 'x',
            url: 'https://push.test/',
            keys: null,
            types: ['Email'],
            expires: '2026-12-03T04:05:06Z',
          },
        },
        update: { '#k': { types: null, verificationCode: 'x' } },
        destroy: ['p9'],
      },
      'a',
    ],
    ['PushSubscription/get', { ids: ['#k'], properties: ['id', 'types'] }, 'b'],
    ['Core/echo', { x: [1, { y: 'z' }] }, 'c'],
    ['Core/echo', { '#x': { resultOf: 'c', name: 'Core/echo', path: '/x/*/y' } }, 'd'],
  ],
];

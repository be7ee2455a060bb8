import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ManualClock } from '#base/manual-clock.ts';
import type { DkimFinding } from '#core/policy/authentication.ts';
import { clockSkewSecondsMax } from '#core/policy/dkim/check-signature.ts';
import { keysMsMax } from '#core/policy/dkim/public-keys.ts';
import { signaturesMax, verifyDkim } from '#core/policy/dkim/verify-dkim.ts';
import { ParseError } from '#proto/cursor.ts';
import { signedFieldsMax } from '#proto/dkim/header-field.ts';
import type { Resolver } from '#proto/dns/resolver.ts';
import { signBy, testKeys } from '#test/stage/dkim-signing.ts';
import { toSignedMessage, txtResolver } from '#test/stage/signed-message.ts';

const now = 1_800_000_000;
const { rsa, ed25519, weak } = testKeys;

const fields = 'From: Ada <ada@example.org>\r\nTo: ben@example.net\r\nSubject: Hi\r\n there\r\n';
const body = 'Hello \r\n\r\n world\r\n\r\n';

type Attempt = {
  readonly tags?: Readonly<Record<string, string | undefined>>;
  readonly key?: typeof rsa;
  readonly record?: string;
  readonly zone?: Readonly<Record<string, string>>;
  readonly fields?: string;
  readonly body?: string;
  /** What became of the message on the way. */
  readonly mangle?: (message: string) => string;
};

/** Signs a message by other means than the server's, and has it verified. */
async function attempt(what: Attempt): Promise<readonly DkimFinding[]> {
  const key = what.key ?? rsa;
  const signed = signBy(key, {
    fields: what.fields ?? fields,
    body: what.body ?? body,
    tags: { ...what.tags },
  });
  const message = what.mangle?.(signed) ?? signed;
  const zone = new Map([['x._domainkey.example.org', what.record ?? key.record]]);
  for (const [name, record] of Object.entries(what.zone ?? {})) zone.set(name, record);
  return await verifyDkim(toSignedMessage(Buffer.from(message, 'latin1'), 7), {
    resolver: txtResolver(zone),
    clock: new ManualClock(now * 1000),
  });
}

async function verdict(what: Attempt): Promise<string> {
  const findings = await attempt(what);
  return findings.map(({ result, reason }) => `${result}: ${reason}`).join('; ');
}

/** Says something else on the way. */
function rename(from: string, to: string): (message: string) => string {
  return (message) => message.replace(from, to);
}

/** A resolver that throws. */
function failing(error: Error): Pick<Resolver, 'txt'> {
  return {
    txt: async () => {
      throw error;
    },
  };
}

/** Repeats the signature on the way. */
function many(count: number): (message: string) => string {
  return (message) => message.slice(0, message.indexOf('From:')).repeat(count - 1) + message;
}

test('A signature of the RFC holds, and its message must not change (RFC 8463 §A.3)', async () => {
  const message = [
    'DKIM-Signature: v=1; a=ed25519-sha256; c=relaxed/relaxed;',
    ' d=football.example.com; i=@football.example.com;',
    ' q=dns/txt; s=brisbane; t=1528637909; h=from : to :',
    ' subject : date : message-id : from : subject : date;',
    ' bh=2jUSOH9NhtVGCQWNr9BrIAPreKQjO6Sn7XIkfJVOzv8=;',
    ' b=/gCrinpcQOoIfuHNQIbq4pgh9kyIK3AQUdt9OdqQehSwhEIug4D11Bus',
    ' Fa3bT3FY5OsU7ZbnKELq+eXdp1Q1Dw==',
    'From: Joe SixPack <joe@football.example.com>',
    'To: Suzie Q <suzie@shopping.example.net>',
    'Subject: Is dinner ready?',
    'Date: Fri, 11 Jul 2003 21:00:37 -0700 (PDT)',
    'Message-ID: <20030712040037.46341.5F8J@football.example.com>',
    '',
    'Hi.',
    '',
    'We lost the game.  Are you hungry yet?',
    '',
    'Joe.',
    '',
  ].join('\r\n');
  const world = {
    resolver: txtResolver(
      new Map([
        [
          'brisbane._domainkey.football.example.com',
          'v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
        ],
      ]),
    ),
    clock: new ManualClock(now * 1000),
  };
  assert.deepEqual(await verifyDkim(toSignedMessage(Buffer.from(message)), world), [
    {
      result: 'pass',
      domain: 'football.example.com',
      selector: 'brisbane',
      algorithm: 'ed25519-sha256',
      identity: '@football.example.com',
      reason: '256-bit key',
      signatureStart: '/gCrinpc',
    },
  ]);
});

test('Both algorithms and all canonical forms verify (RFC 6376 §3.3.3, §3.4, §3.4.1, RFC 8463 §3)', async () => {
  for (const key of [rsa, ed25519]) {
    for (const c of [undefined, 'simple', 'relaxed', 'simple/relaxed', 'relaxed/relaxed']) {
      assert.match(await verdict({ key, tags: { c } }), /^pass: (?:2048|256)-bit key$/);
    }
  }
});

test('What is signed must not change but for white space in relaxed forms (RFC 6376 §6.1.3)', async () => {
  const relaxed = { c: 'relaxed/relaxed' };
  const spaced = rename('Hi\r\n there', ' Hi \t there ');
  const wider = rename('Hello ', 'Hello\t \t');
  assert.match(await verdict({ mangle: spaced }), /^fail: signature did not verify/);
  assert.match(await verdict({ mangle: spaced, tags: relaxed }), /^pass/);
  assert.match(await verdict({ mangle: wider }), /^fail: body hash did not verify/);
  assert.match(await verdict({ mangle: wider, tags: relaxed }), /^pass/);
  for (const end of ['', '\r\n\r\n\r\n']) {
    assert.match(await verdict({ mangle: (text) => text.trimEnd() + end }), /^pass/);
  }
  for (const [from, to] of [
    ['ada@', 'eve@'],
    ['example.net', 'example.com'],
    [' world', 'world'],
    ['t=1;', 't=2;'],
  ] as const) {
    const mangle = (text: string) => text.replace(from, to);
    assert.match(await verdict({ mangle, tags: { ...relaxed, t: '1' } }), /^fail/, from);
  }
});

test('Lone CR and LF count as the line ends that they become (RFC 5321 §2.3.8)', async () => {
  for (const end of ['\n', '\r']) {
    const mangle = (text: string) => {
      const [header = '', ...rest] = text.split('\r\n\r\n');
      return `${header.replaceAll('\r\n', end)}\r\n\r\n${rest.join('\r\n\r\n').replaceAll('\r\n', end)}`;
    };
    assert.match(await verdict({ mangle }), /^pass/);
  }
});

test('A body that is not signed to its end is not trusted (RFC 6376 §8.2)', async () => {
  const whole = String(body.length - 2);
  assert.match(await verdict({ tags: { l: whole } }), /^pass/);
  assert.equal(
    await verdict({ tags: { l: whole }, mangle: (text) => `${text}Buy!\r\n` }),
    'policy: 8 octets of the body are not signed',
  );
  assert.match(await verdict({ tags: { l: '0' } }), /^policy: \d+ octets/);
  assert.equal(
    await verdict({ tags: { l: '999' } }),
    'fail: the body is shorter than signed', // RFC 6376 §3.5.
  );
});

test('Each From field has to be signed (RFC 6376 §5.4, §8.15)', async () => {
  assert.equal(await verdict({ tags: { h: 'to:subject' } }), 'permerror: From is not signed');
  const added = rename('From: Ada', 'From: Eve <eve@example.org>\r\nFrom: Ada');
  assert.equal(await verdict({ mangle: added }), 'policy: a From field is not signed');
  assert.match(
    await verdict({ mangle: added, tags: { h: 'from:from' } }),
    /^fail: signature did not verify/,
  );
  assert.match(
    await verdict({ fields: `${fields}From: b@example.org\r\n`, tags: { h: 'from:from:from' } }),
    /^pass/,
  );
});

test('Fields of one name are signed from below (RFC 6376 §5.4.2)', async () => {
  const twice = 'X: 1\r\nX: 2\r\nFrom: a@example.org\r\n';
  const tags = { h: 'from:x' };
  assert.match(await verdict({ fields: twice, tags, mangle: rename('X: 1', 'X: 3') }), /^pass/);
  assert.match(await verdict({ fields: twice, tags, mangle: rename('X: 2', 'X: 3') }), /^fail/);
});

test('Signatures expire, and none is of the future (RFC 6376 §3.5)', async () => {
  const skew = clockSkewSecondsMax;
  assert.match(await verdict({ tags: { t: String(now + skew), x: `${now + skew + 1}` } }), /^pass/);
  assert.match(await verdict({ tags: { x: String(now - skew) } }), /^pass/);
  assert.equal(await verdict({ tags: { x: String(now - skew - 1) } }), 'policy: expired');
  assert.equal(
    await verdict({ tags: { t: String(now + skew + 1) } }),
    'policy: signed in the future',
  );
});

test('The identity is of the domain or below it (RFC 6376 §3.5, §3.6.1)', async () => {
  const [finding] = await attempt({ tags: { i: 'ada=2Bx@A.example.org' } });
  assert.deepEqual([finding?.result, finding?.identity], ['pass', 'ada+x@A.example.org']);
  for (const i of ['@org', '@xexample.org', '@example.net']) {
    assert.equal(await verdict({ tags: { i } }), 'permerror: the identity is not of the domain');
  }
  const record = rsa.record.replace('k=rsa', 'k=rsa; t=s:y');
  assert.equal(
    await verdict({ record, tags: { i: '@a.example.org' } }),
    'permerror: the key is not for subdomains',
  );
  assert.equal(
    await verdict({ record, tags: { i: '@EXAMPLE.org' } }),
    'pass: 2048-bit key, the domain tests',
  );
});

test('Names beyond ASCII are looked up by their A-labels (RFC 8616 §4, §5)', async () => {
  const d = Buffer.from('bücher.example').toString('latin1');
  const zone = { 'x._domainkey.xn--bcher-kva.example': rsa.record };
  const [finding] = await attempt({ tags: { d, i: `a@${d}` }, zone });
  assert.equal(finding?.result, 'pass');
  assert.equal(finding.domain, 'xn--bcher-kva.example');
  assert.equal(finding.identity, 'a@bücher.example');
});

test('Keys must be strong, of the right kind, and for mail (RFC 6376 §3.3.1, §6.1.2, RFC 8301 §3.2, RFC 8410 §4, RFC 8463 §4)', async () => {
  const cases: readonly (readonly [Attempt, string])[] = [
    [{ key: weak }, 'policy: 768-bit key, too weak'],
    [{ record: 'v=DKIM1; p=' }, 'permerror: key revoked'],
    [{ record: ed25519.record }, 'permerror: the key is of another type'],
    [{ record: rsa.record.replace('k=rsa', 'k=dsa') }, 'permerror: unknown key type'],
    [
      { record: rsa.record.replace('k=rsa', 'h=sha1') },
      'permerror: the key does not allow this hash',
    ],
    [{ record: rsa.record.replace('k=rsa', 's=tlsrpt') }, 'permerror: the key is not for mail'],
    [{ record: 'v=DKIM1; p=AAAA' }, 'permerror: the key is no RSA key'],
    [{ record: 'v=DKIM1; k=ed25519; p=AAAA' }, 'permerror: the key is no Ed25519 key'],
    [{ record: ed25519.record.replace('k=ed25519; ', '') }, 'permerror: the key is no RSA key'],
    [
      { record: 'v=spf1 -all' },
      'permerror: invalid key record: The record does not begin with "v=DKIM1"',
    ],
    [{ record: 'no-such-name' }, 'permerror: no key for signature'],
    [{ record: 'no-data' }, 'permerror: no key for signature'],
    [{ record: 'timeout' }, 'temperror: key not available'],
    [{ record: 'overload' }, 'temperror: key not available'],
    [{ record: 'server-failure', mangle: (text) => `${text}x` }, 'fail: body hash did not verify'],
    [{ record: rsa.pkcs1Record }, 'pass: 2048-bit key'],
    [{ record: testKeys.otherRsa.record }, 'fail: signature did not verify'],
  ];
  for (const [what, expected] of cases) assert.equal(await verdict(what), expected);
});

test('A key comes in several strings, and maybe beside other records (RFC 6376 §3.6.2.1, §3.6.2.2)', async () => {
  const message = toSignedMessage(Buffer.from(signBy(rsa, { fields, body, tags: {} })));
  const asked: string[] = [];
  const texts = ['v=spf1 -all', rsa.record, testKeys.otherRsa.record];
  const findings = await verifyDkim(message, {
    clock: new ManualClock(now * 1000),
    resolver: {
      txt: (name) => {
        asked.push(name);
        const records = texts.map((text) => {
          const strings = [text.slice(0, 9), '', text.slice(9)];
          return { type: 'TXT', strings } as const;
        });
        const facts = { ttlSeconds: 60, authenticated: false };
        return Promise.resolve({ outcome: 'found', name, records, ...facts });
      },
    },
  });
  assert.deepEqual(asked, ['x._domainkey.example.org']);
  assert.deepEqual(
    findings.map(({ result }) => result),
    ['pass'],
  );
});

test('What the resolver cannot look up has no key (RFC 6376 §3.6.2.1)', async () => {
  const message = toSignedMessage(Buffer.from(signBy(rsa, { fields, body, tags: {} })));
  const clock = new ManualClock(now * 1000);
  const [finding] = await verifyDkim(message, { clock, resolver: failing(new ParseError('x', 0)) });
  assert.equal(finding?.result, 'permerror');
  await assert.rejects(verifyDkim(message, { clock, resolver: failing(new Error('bug')) }), /bug/);
});

test('The sender does not wait for ever for slow keys', async () => {
  const clock = new ManualClock(now * 1000);
  const asked = Promise.withResolvers<void>();
  const resolver: Pick<Resolver, 'txt'> = {
    txt: () => {
      asked.resolve();
      return new Promise(() => {});
    },
  };
  const message = toSignedMessage(Buffer.from(signBy(rsa, { fields, body, tags: {} })));
  const findings = verifyDkim(message, { clock, resolver });
  await asked.promise;
  clock.advance(keysMsMax);
  assert.deepEqual(
    (await findings).map(({ result }) => result),
    ['temperror'],
  );
});

test('SHA-1 is no longer accepted (RFC 8301 §3.1); what is unknown is neutral (RFC 6376 §6.1.1)', async () => {
  const cases: readonly (readonly [(text: string) => string, string])[] = [
    [rename('a=rsa-sha256', 'a=rsa-sha1'), 'permerror: SHA-1 is no longer accepted'],
    [rename('a=rsa-sha256', 'a=rsa-sha512'), 'neutral: unknown algorithm'],
    [rename('a=rsa-sha256', 'a=dsa-sha256'), 'neutral: unknown algorithm'],
    [rename('v=1', 'v=2'), 'neutral: unknown version'],
    [rename('v=1; ', ''), 'neutral: invalid: Tag "v" is missing'],
    [rename('v=1', 'v=1; q=http'), 'neutral: unknown query method'],
    [rename('v=1', 'v=1; c=nofws'), 'neutral: invalid: "c" names no known canonicalization'],
    [rename('v=1', 'v=1; v=1'), 'neutral: invalid: Tag "v" comes twice'],
    [rename('d=example.org', 'd=e(x);'), 'neutral: invalid: Expected a tag and "="'],
  ];
  for (const [mangle, expected] of cases) assert.equal(await verdict({ mangle }), expected);
});

test('A report tells no words of a forger', async () => {
  const [finding] = await attempt({ mangle: rename('d=example.org', 'd=example.org (pass) x') });
  assert.equal(finding?.result, 'neutral');
  assert.deepEqual([finding.domain, finding.identity, finding.selector], ['', '', 'x']);
});

test('Each signature has its own finding, up to a bound (RFC 6008 §3)', async () => {
  const all = await attempt({ mangle: many(signaturesMax) });
  assert.deepEqual(new Set(all.map(({ result }) => result)), new Set(['pass']));
  const more = await attempt({ mangle: many(signaturesMax + 2) });
  assert.equal(more.length, signaturesMax + 1);
  assert.equal(more.at(-1)?.reason, '2 more signatures were not looked at');
  assert.deepEqual(await attempt({ mangle: (text) => text.slice(text.indexOf('From:')) }), []);
  const rubbish = 'a:\r\n'.repeat(signedFieldsMax);
  assert.equal(
    await verdict({ mangle: (text) => rubbish + text }),
    'policy: The header has too many fields',
  );
});

test('A body is read once for all signatures, and not at all without one', async () => {
  let reads = 0;
  const signed = signBy(rsa, { fields, body, tags: {} });
  const again = signBy(rsa, {
    fields: signed.slice(0, -body.length - 2),
    body,
    tags: { c: 'relaxed/relaxed' },
  });
  for (const [text, count] of [
    [again, 1],
    [`${fields}\r\n${body}`, 0],
    [again.replaceAll('v=1', 'v=2'), 0],
  ] as const) {
    reads = 0;
    const message = toSignedMessage(Buffer.from(text, 'latin1'));
    const counted = {
      header: message.header,
      body: () => {
        reads++;
        return message.body();
      },
    };
    const world = {
      resolver: txtResolver(new Map([['x._domainkey.example.org', rsa.record]])),
      clock: new ManualClock(now * 1000),
    };
    const findings = await verifyDkim(counted, world);
    assert.equal(reads, count);
    if (count === 1)
      assert.deepEqual(
        findings.map(({ result }) => result),
        ['pass', 'pass'],
      );
  }
});

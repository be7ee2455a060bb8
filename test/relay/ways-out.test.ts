/** Smart hosts, addresses of domains, and another way for what waits. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { smartHostSecretName, storedWaysOut } from '#core/queue/ways-out.ts';
import { retryMsMin } from '#core/queue/retry-schedule.ts';
import { issueAuthority, issueLeaf } from '#net/issue-certificate.ts';
import { changeQueued } from '#store/operations/queue/change-queued.ts';
import { routeQueued } from '#store/operations/queue/route-queued.ts';
import {
  addSmartHost,
  type AddSmartHostInput,
  listSmartHosts,
  removeSmartHost,
} from '#store/operations/relay/smart-host.ts';
import { setDestinationRule } from '#store/operations/relay/destination-rule.ts';
import { setSourceAddress } from '#store/operations/relay/source-address.ts';
import { FakeInternet } from '#test/stage/fake-internet.ts';
import { RelayStage } from '#test/stage/relay-stage.ts';

const validity = { from: Date.UTC(2020, 0, 1), to: Date.UTC(2040, 0, 1) };
const authority = issueAuthority('Test authority', validity);
const certificate = issueLeaf(authority, ['smart.test'], validity);

/** Sealing is proved elsewhere: here the name stands beside the secret. */
const secrets = {
  open: (sealed: Uint8Array, name: string): Uint8Array => {
    const [kept, secret = ''] = Buffer.from(sealed).toString().split('\n');
    assert.equal(kept, name);
    return Buffer.from(secret);
  },
};

let internet: FakeInternet;

before(async () => {
  internet = await FakeInternet.start();
});

after(() => internet[Symbol.asyncDispose]());

/** Octets of addresses, so that tests do not meet. */
let octet = 100;

async function open(): Promise<RelayStage> {
  return await RelayStage.open(internet, {
    authorities: authority.certificate,
    ways: (store) => storedWaysOut(store, secrets),
  });
}

type Line = Partial<AddSmartHostInput>;

async function addHost(stage: RelayStage, line: Line, password = ''): Promise<number> {
  const scope = { tenantId: 0, senderDomain: '', recipientDomain: '', ...line };
  const sealed = Buffer.from(`${smartHostSecretName(scope)}\n${password}`);
  return await stage.store.write(addSmartHost, {
    actor: 'test',
    ...scope,
    host: 'smart.test',
    port: internet.port,
    tls: 'starttls',
    username: '',
    password: password === '' ? new Uint8Array(0) : sealed,
    ...line,
  });
}

test('A smart host takes the mail of all domains over one line, after a login over TLS', async () => {
  const server = await internet.server('smart.test', ++octet, {
    certificate,
    offers: ['PIPELINING', 'AUTH PLAIN LOGIN'],
  });
  const stage = await open();
  await addHost(stage, { username: 'user' }, 'geheim');
  await stage.send(['a@one.test']);
  await stage.send(['b@two.test', 'c@three.test']);
  await stage.settle();
  assert.deepEqual(
    server.taken.map(({ to }) => to),
    [['a@one.test'], ['b@two.test', 'c@three.test']],
  );
  assert.ok(server.taken.every(({ secure }) => secure));
  const login = Buffer.from('\0user\0geheim').toString('base64');
  assert.ok(server.lines.includes(`AUTH PLAIN ${login}`));
  assert.equal(server.connections, 1);
});

test('A password that is refused lets mail wait, and the reply says so', async () => {
  await internet.server('smart.test', ++octet, {
    certificate,
    offers: ['AUTH LOGIN'],
    whim: (at) => (at === 'AUTH' ? '535 5.7.8 Wrong' : undefined),
  });
  const stage = await open();
  await addHost(stage, { username: 'user' }, 'falsch');
  await stage.send(['a@one.test']);
  await stage.settle();
  const [row] = await stage.queued();
  assert.match(
    row?.lastReply ?? '',
    /^454 4\.7\.0 The server refuses our login: 535 5\.7\.8 Wrong/,
  );
});

test('Without TLS, or with the certificate of another, nothing goes to a smart host', async () => {
  const other = issueLeaf(authority, ['other.test'], validity);
  for (const pair of [undefined, other]) {
    const server = await internet.server('smart.test', ++octet, {
      offers: ['AUTH PLAIN'],
      ...(pair === undefined ? {} : { certificate: pair }),
    });
    const stage = await open();
    await addHost(stage, { username: 'user' }, 'geheim');
    await stage.send(['a@one.test']);
    await stage.settle();
    assert.match((await stage.queued())[0]?.lastReply ?? '', /^450 4\.7\.5/);
    assert.ok(!server.lines.some((line) => line.startsWith('AUTH')));
  }
});

test('The narrowest smart host is taken: by recipient, by sender, by tenant', async () => {
  const all = await internet.server('all.test', ++octet);
  const sender = await internet.server('sender.test', ++octet);
  const recipient = await internet.server('recipient.test', ++octet);
  const stage = await open();
  const plain = { tls: 'none' } as const;
  await addHost(stage, { ...plain, host: 'all.test' });
  await addHost(stage, { ...plain, host: 'sender.test', senderDomain: 'example.test' });
  const narrow = { recipientDomain: 'one.test', tenantId: stage.tenantId };
  await addHost(stage, { ...plain, host: 'recipient.test', ...narrow });
  await assert.rejects(addHost(stage, { ...plain, ...narrow }), { code: 'smart-host.exists' });
  await stage.send(['a@one.test', 'b@two.test']);
  await stage.send(['c@two.test'], { sender: 'x@else.test' });
  await stage.settle();
  const to = (peer: typeof all) => peer.taken.flatMap((message) => message.to);
  assert.deepEqual(to(recipient), ['a@one.test']);
  assert.deepEqual(to(sender), ['b@two.test']);
  assert.deepEqual(to(all), ['c@two.test']);
});

test('When a smart host is removed, what waits for it goes the usual way', async () => {
  const usual = await internet.server('mx.five.test', ++octet);
  internet.domain('five.test', 'mx.five.test');
  internet.name('smart.test', `127.0.0.${++octet}`); // Nobody is there.
  const stage = await open();
  const smartHostId = await addHost(stage, {});
  await stage.send(['a@five.test']);
  await stage.settle();
  assert.match((await stage.queued())[0]?.lastReply ?? '', /ECONNREFUSED/);
  await stage.store.write(removeSmartHost, { actor: 'test', smartHostId });
  assert.deepEqual(await stage.store.read(listSmartHosts, undefined), []);
  stage.clock.advance(retryMsMin * 2);
  await stage.settle();
  assert.equal(usual.taken.length, 1);
  const again = stage.store.write(removeSmartHost, { actor: 'test', smartHostId });
  await assert.rejects(again, { code: 'smart-host.absent' });
});

test('What waits is sent another way at once', async () => {
  const named = await internet.server('named.test', ++octet);
  const stage = await open();
  internet.name('mx.six.test', `127.0.0.${++octet}`);
  internet.domain('six.test', 'mx.six.test');
  await stage.send(['a@six.test', 'b@six.test']);
  await stage.settle();
  const [row] = await stage.queued();
  const queueId = row?.queueId ?? 0;
  const way = { kind: 'host', host: 'named.test', port: internet.port } as const;
  const input = { actor: 'test', queueId, address: 'b@six.test', way };
  assert.deepEqual(await stage.store.write(routeQueued, input), { recipients: 1 });
  await stage.settle();
  assert.deepEqual(
    named.taken.map(({ to }) => to),
    [['b@six.test']],
  );
  const absent = { ...input, way: { kind: 'smart-host', id: 99 } } as const;
  await assert.rejects(stage.store.write(routeQueued, { ...absent, address: undefined }), {
    code: 'smart-host.absent',
  });
  await assert.rejects(stage.store.write(routeQueued, { ...input, queueId: 999 }), {
    code: 'queue.absent',
  });
});

test('A domain with an address of its own comes from there, and by its name', async () => {
  const server = await internet.server('mx.seven.test', ++octet);
  internet.domain('seven.test', 'mx.seven.test');
  const stage = await open();
  const own = { ipv4: '127.0.0.99', ipv6: '', hostName: 'out.example.test' };
  const { tenantId } = stage;
  await stage.store.write(setSourceAddress, {
    actor: 'test',
    tenantId,
    domain: 'example.test',
    ...own,
  });
  await stage.send(['a@seven.test']);
  await stage.settle();
  assert.deepEqual(server.remotes, ['127.0.0.99']);
  assert.ok(server.lines.includes('EHLO out.example.test'));
});

test('A domain that is to have one connection gets no more', async () => {
  const server = await internet.server('mx.eight.test', ++octet);
  internet.domain('eight.test', 'mx.eight.test');
  const stage = await open();
  const rule = { domain: 'eight.test', connectionsMax: 1, retryMs: 0, expiryMs: 0 };
  await stage.store.write(setDestinationRule, { actor: 'test', ...rule });
  for (let count = 0; count < 120; count++) await stage.send([`a${count}@eight.test`]);
  await stage.settle();
  assert.deepEqual([server.taken.length, server.openMost], [120, 1]);
});

test('What somebody wants tried goes at once, also to a destination that is left alone', async () => {
  internet.name('mx.nine.test', `127.0.0.${++octet}`);
  internet.domain('nine.test', 'mx.nine.test');
  const stage = await open();
  await stage.send(['a@nine.test']);
  await stage.settle();
  const [row] = await stage.queued();
  assert.match(row?.lastReply ?? '', /ECONNREFUSED/);
  const server = await internet.server('mx.nine.test', octet);
  const queueId = row?.queueId ?? 0;
  await stage.store.write(changeQueued, { actor: 'test', queueId, change: 'retry' });
  await stage.settle();
  assert.equal(server.taken.length, 1);
});

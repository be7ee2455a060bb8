/** Smart hosts and source addresses on each engine, and what waits for them. */
import assert from 'node:assert/strict';

import { deliver } from '#store/operations/message/deliver.ts';
import { dueDestinations } from '#store/operations/queue/due-destinations.ts';
import { routeQueued } from '#store/operations/queue/route-queued.ts';
import {
  addSmartHost,
  findSmartHost,
  removeSmartHost,
} from '#store/operations/relay/smart-host.ts';
import { findSourceAddress, setSourceAddress } from '#store/operations/relay/source-address.ts';
import { contract } from '#test/contract/contract.ts';
import { facts } from '#test/contract/world.ts';
import { draftOf } from '#test/stage/draft.ts';

contract('mail takes the way that is set for it, and another when that is gone', async (world) => {
  const { store, ada, tenantId } = world;
  const actor = 'contract';
  const destinations = async (): Promise<string[]> =>
    (await store.read(dueDestinations, { limit: 10 })).map(({ destination }) => destination);
  const queue = async (address: string): Promise<number> => {
    const domain = address.slice(address.indexOf('@') + 1);
    const recipients = [{ address, domain }];
    const draft = { tenantId, accountId: ada, sender: 'ada@example.test', recipients };
    const input = { ...facts, digest: undefined, recipients: [], queue: draft };
    return (
      (await store.write(deliver, { ...input, whenFull: 'refuse' }, [draftOf('x')])).queueId ?? 0
    );
  };
  const line = { host: 'smart.test', port: 587, tls: 'starttls' as const, username: 'u' };
  const scope = { tenantId, senderDomain: 'example.test', recipientDomain: '' };
  const password = Uint8Array.of(1, 2);
  const smartHostId = await store.write(addSmartHost, { actor, ...scope, ...line, password });
  await assert.rejects(store.write(addSmartHost, { actor, ...scope, ...line, password }), {
    code: 'smart-host.exists',
  });
  assert.deepEqual(
    Buffer.from((await store.read(findSmartHost, smartHostId))?.password ?? []),
    Buffer.from(password),
  );
  const source = { domain: 'example.test', ipv4: '192.0.2.1', ipv6: '', hostName: '' };
  await queue('a@one.test');
  await store.write(setSourceAddress, { actor, tenantId, ...source });
  assert.deepEqual({ ...(await store.read(findSourceAddress, 'example.test')) }, source);
  const second = await queue('b@two.test');
  assert.deepEqual(await destinations(), [
    `/smart-host=${smartHostId}`,
    `/smart-host=${smartHostId}/from=example.test`,
  ]);
  const host = { kind: 'host', host: 'named.test', port: 2525 } as const;
  await store.write(routeQueued, { actor, queueId: second, way: host });
  assert.deepEqual(await destinations(), ['/host=named.test:2525', `/smart-host=${smartHostId}`]);
  const way = { kind: 'smart-host', id: smartHostId } as const;
  await store.write(routeQueued, { actor, queueId: second, way });
  await store.write(removeSmartHost, { actor, smartHostId });
  assert.deepEqual(await destinations(), ['one.test', 'two.test']);
  await store.write(setSourceAddress, { actor, tenantId, ...source, ipv4: '' });
  assert.equal(await store.read(findSourceAddress, 'example.test'), undefined);
});

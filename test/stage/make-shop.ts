import type { Store } from '#store/store.ts';
import { createApplication } from '#store/operations/application/create-application.ts';

/** Makes the application `Shop`, which sends as `shop@example.test`; returns its account. */
export async function makeShop(store: Store, tenantId: number): Promise<number> {
  const { accountId } = await store.write(createApplication, {
    actor: 'test',
    tenantId,
    address: { localPart: 'shop', domain: 'example.test' },
    language: 'en',
    name: 'Shop',
    kind: 'other',
    fromAddresses: ['shop@example.test'],
    networks: [],
    limits: {},
    mailTo: '',
    dkimStream: '',
  });
  return accountId;
}

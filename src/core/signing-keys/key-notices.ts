import type { PreparedDelivery } from '#core/delivery/message-delivery.ts';
import { type NoticeWords, type NoticeWorld, prepareNotice } from '#core/notices/prepare-notice.ts';
import type { KeyLanguage } from '#core/signing-keys/key-words.ts';
import { findKeyReaders } from '#store/operations/dkim/find-key-readers.ts';
import type { Store } from '#store/store.ts';

/** Notices to who administers a tenant, each in their language; to be filed by the caller. */
export type KeyNotices = (
  tenantId: number,
  words: (language: KeyLanguage) => NoticeWords,
) => Promise<readonly PreparedDelivery[]>;

export function keyNotices(world: NoticeWorld & { readonly store: Store }): KeyNotices {
  return async (tenantId, words) => {
    const prepared: PreparedDelivery[] = [];
    for (const { address, language } of await world.store.read(findKeyReaders, { tenantId })) {
      const said = words(language.startsWith('de') ? 'de' : 'en');
      prepared.push(...(await prepareNotice(world, address, said)));
    }
    return prepared;
  };
}

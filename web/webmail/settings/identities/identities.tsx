import { useCallback } from 'preact/hooks';

import type { GetAnswer } from '../../../shared/jmap/mail-types.ts';
import type { Identity } from '../../compose/message/identities.ts';
import { useStore } from '../../views/use-store.ts';
import { WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { IdentityForm } from './identity-form.tsx';

/** Whom the account writes as, one form each. */
export function Identities() {
  const store = useStore();
  const load = useCallback(async () => {
    const call = await store.request((batch) =>
      batch.call<GetAnswer<Identity>>('Identity/get', { ids: null }),
    );
    return call.answer.list;
  }, [store]);
  const loaded = useLoaded(load);
  return (
    <WhenLoaded loaded={loaded}>
      {(list) => (
        <>
          {list.map((one) => (
            <IdentityForm key={one.id} identity={one} />
          ))}
        </>
      )}
    </WhenLoaded>
  );
}

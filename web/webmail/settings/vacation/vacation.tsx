import { useCallback } from 'preact/hooks';

import type { GetAnswer } from '../../../shared/jmap/mail-types.ts';
import { useStore } from '../../views/use-store.ts';
import { Section, WhenLoaded } from '../parts/section.tsx';
import { useLoaded } from '../parts/use-loaded.ts';
import { words } from '../words/words.ts';
import { VacationForm } from './vacation-form.tsx';
import type { VacationResponse } from './vacation-state.ts';

/** The automatic answer while somebody is away. */
export function Vacation() {
  const store = useStore();
  const load = useCallback(async () => {
    const { answer } = await store.request((batch) =>
      batch.call<GetAnswer<VacationResponse>>('VacationResponse/get', { ids: null }),
    );
    const [vacation] = answer.list;
    if (vacation === undefined) throw new Error('VacationResponse/get');
    return vacation;
  }, [store]);
  const loaded = useLoaded(load);
  const { pages, vacation: say } = words.value;
  return (
    <Section id="vacation" title={pages.vacation} text={say.text}>
      <WhenLoaded loaded={loaded}>
        {(vacation) => <VacationForm vacation={vacation} onSaved={loaded.reload} />}
      </WhenLoaded>
    </Section>
  );
}

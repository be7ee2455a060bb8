import { useEffect, useMemo } from 'preact/hooks';

import { composeRequest } from '../store/compose-request.ts';
import { useStore } from '../views/use-store.ts';
import { Desk } from './draft/desk.ts';
import { ComposeWindow } from './views/compose-window.tsx';
import { ScheduledDialog } from './views/scheduled-dialog.tsx';
import { words } from './words/words.ts';
import './views/compose.css';
import './views/pick-dialog.css';

/** All windows in which somebody writes, above everything else. */
export function Composer() {
  const store = useStore();
  const desk = useMemo(() => new Desk(store), [store]);
  useEffect(() => desk.start(), [desk]);
  const asked = composeRequest.value;
  useEffect(() => {
    if (asked === undefined) return;
    composeRequest.value = undefined;
    void desk.open(asked);
  }, [asked, desk]);
  const drafts = desk.drafts.value;
  return (
    <>
      {drafts.length > 0 && (
        <div class="compose-desk" role="region" aria-label={words.value.open}>
          {drafts.map((draft) => (
            <ComposeWindow key={draft.key} desk={desk} draft={draft} />
          ))}
        </div>
      )}
      {desk.scheduledOpen.value && <ScheduledDialog desk={desk} />}
    </>
  );
}

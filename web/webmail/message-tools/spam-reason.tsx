import { useCallback } from 'preact/hooks';

import { useLoaded } from '../settings/parts/use-loaded.ts';
import { messageToolRequest } from '../store/message-tool-request.ts';
import { useStore } from '../views/use-store.ts';
import { loadTraces } from './traces.ts';
import { words } from './words/words.ts';
import './message-tools.css';

/** One line above a message in spam: why it is there. Nothing until that is known. */
export function SpamReason({ emailId }: { readonly emailId: string }) {
  const store = useStore();
  const load = useCallback(async () => await loadTraces(store, emailId), [store, emailId]);
  const { value } = useLoaded(load).state.value;
  if (value === undefined) return null;
  const { trace: say } = words.value;
  const [newest] = value;
  return (
    <p class="notice spam-reason">
      <span>{newest?.spamText ?? say.spamUnknown}</span>
      {newest !== undefined && (
        <button
          type="button"
          class="button quiet"
          onClick={() => (messageToolRequest.value = { tool: 'trace', emailId })}
        >
          {say.more}
        </button>
      )}
    </p>
  );
}

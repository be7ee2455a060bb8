import { BusyError, OfflineError } from '../../../shared/jmap/errors.ts';
import { words } from '../words/words.ts';

/** What to say of a request that failed. */
export function failureWords(failure: unknown): string {
  if (failure instanceof OfflineError) return words.value.offline;
  if (failure instanceof BusyError) return words.value.busy;
  return words.value.failed(failure instanceof Error ? failure.message : String(failure));
}

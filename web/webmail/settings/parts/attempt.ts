import { toast } from '../../../shared/ui/toasts.ts';
import { failureWords } from './failure-words.ts';
import { Dismissed } from './own-api.ts';

/** Does something, and says what went wrong, and `done` when nothing did. */
export async function attempt(run: () => Promise<unknown>, done?: string): Promise<void> {
  try {
    await run();
    if (done !== undefined) toast({ text: done });
  } catch (failure) {
    if (!(failure instanceof Dismissed)) toast({ text: failureWords(failure), bad: true });
  }
}

import { BusyError, OfflineError, ServerError } from './errors.ts';

/** Tries of a request that may be repeated. Our choice. */
const triesMax = 4;

/** Wait before the second try, in milliseconds; doubled for each further one. */
const firstWaitMs = 300;

/** Longest wait between two tries, in milliseconds. */
const waitMsMax = 10_000;

/** Whether another try may go better. */
export function isPassing(error: unknown): boolean {
  if (error instanceof OfflineError || error instanceof BusyError) return true;
  return error instanceof ServerError && error.status >= 500;
}

/** Wait before try `attempt` + 1, in milliseconds: doubled each time, spread by `chance` (0 to 1). */
export function waitMs(attempt: number, error: unknown, chance: number): number {
  const asked = error instanceof BusyError ? error.waitMs : undefined;
  const doubled = firstWaitMs * 2 ** (attempt - 1);
  return Math.min(asked ?? doubled * (0.75 + chance / 2), waitMsMax);
}

/** Runs `action` again after passing failures, with growing waits. */
export async function withRetry<T>(
  action: () => Promise<T>,
  sleep: (ms: number) => Promise<void> = pause,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action();
    } catch (error) {
      if (attempt === triesMax || !isPassing(error) || isCut(error)) throw error;
      const [octet = 0] = crypto.getRandomValues(new Uint8Array(1));
      await sleep(waitMs(attempt, error, octet / 255));
    }
  }
}

/** Whether the browser itself knows that there is no network: waiting a second does not help. */
function isCut(error: unknown): boolean {
  return error instanceof OfflineError && !(navigator.onLine ?? true);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

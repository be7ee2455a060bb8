import type { Log } from '#base/log.ts';
import type { FileHeld } from '#core/queue/held-mail.ts';
import { resultsOfFailure } from '#relay/attempt-results.ts';
import type { Load } from '#relay/load.ts';
import type { RouteFailure } from '#relay/route.ts';

/** RFC 3463 §3.4 X.3.0. */
const notNow: RouteFailure = {
  kind: 'deferred',
  answer: { code: 450, enhanced: '4.3.0', lines: ['The message could not be filed for now'] },
};

/** Files what was held for people here. Every message of the load is settled once. */
export async function deliverHere(
  { file, log }: { readonly file: FileHeld; readonly log: Log },
  load: Load,
): Promise<true> {
  for (;;) {
    const message = await load.next();
    if (message === undefined) return true;
    try {
      const results = await file(message);
      if (results.length > 0) await load.settle(message, results);
    } catch (error) {
      log.error('Cannot file what was held, it is tried again', {
        queueId: message.queueId,
        error,
      });
      await load.settle(message, resultsOfFailure(message, notNow));
    }
  }
}

import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { LoginDenial } from '#core/auth/login-denial.ts';
import {
  type ApplicationEventDraft,
  recordApplicationEvent,
} from '#store/operations/application/application-events.ts';
import type { Store } from '#store/store.ts';

/** Refusals noted of one application in one minute: each is a write, and strangers can cause some. */
export const notedPerMinuteMax = 30;

/** Applications whose notes are counted at once; past it all counts begin anew. */
const countedMax = 10_000;

/** Milliseconds after which the counts begin anew. */
const countMs = 60_000;

/** Keeps what is refused to applications, for `postamt application log`. One for each thread. */
export class ApplicationLog {
  readonly #store: Store;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counts = new Map<number, number>();
  #since = -Infinity;

  constructor(store: Store, clock: Clock, log: Log) {
    this.#store = store;
    this.#clock = clock;
    this.#log = log;
  }

  /** Does not wait: nobody is held up by it. Of people's accounts the store keeps nothing. */
  refused(event: Omit<ApplicationEventDraft, 'outcome'>): void {
    const now = this.#clock.elapsed();
    if (now - this.#since > countMs || this.#counts.size >= countedMax) {
      this.#counts.clear();
      this.#since = now;
    }
    const count = (this.#counts.get(event.accountId) ?? 0) + 1;
    this.#counts.set(event.accountId, count);
    if (count > notedPerMinuteMax) return;
    this.#store
      .write(recordApplicationEvent, { ...event, outcome: 'refused' })
      .catch((error: unknown) => {
        const { accountId } = event;
        this.#log.warn('Cannot note what was refused', { accountId, error: String(error) });
      });
  }

  /** A login that failed; of unknown names there is nothing to note. */
  denied({ accountId, application, remoteAddress, reason }: LoginDenial): void {
    if (accountId === undefined || !application) return;
    const words = denialWords[reason];
    this.refused({ accountId, stage: 'login', remoteAddress, traceId: '', words });
  }
}

/** Why a login failed, in a few words. */
const denialWords: Readonly<Record<LoginDenial['reason'], string>> = {
  unknown: 'Unknown login',
  password: 'Wrong password',
  expired: 'The password has expired',
  network: 'Login from outside of its networks',
  disabled: 'The application is disabled',
  scope: 'The password is not for this protocol',
  application: 'An application has no mailbox to read',
};

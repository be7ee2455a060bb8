import type { SmtpSession } from '#session/smtp/session.ts';

/** Watches the time of a message's octets: silence, and the whole (RFC 5321 §4.5.3.2). */
export class DataClock implements Disposable {
  readonly #session: SmtpSession;
  readonly #deadline: number;

  /** @param startedAt Elapsed milliseconds when the message began; now, when absent. */
  constructor(session: SmtpSession, startedAt?: number) {
    const { context, connection, limits } = session;
    this.#session = session;
    this.#deadline = (startedAt ?? context.clock.elapsed()) + limits.dataMsMax;
    connection.setIdleLimit(limits.dataIdleMsMax);
  }

  /** Whether the message takes too long; then the peer has been told and the session ends. */
  over(): boolean {
    const session = this.#session;
    if (session.context.clock.elapsed() <= this.#deadline) return false;
    session.over = true;
    session.reply([421, '4.4.2', 'The message takes too long']);
    return true;
  }

  [Symbol.dispose](): void {
    const { connection, limits } = this.#session;
    connection.setIdleLimit(limits.idleMsMax);
  }
}

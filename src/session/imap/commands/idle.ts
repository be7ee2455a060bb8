import type { Timer } from '#base/clock.ts';
import type { Cursor } from '#proto/cursor.ts';
import type { Reply } from '#session/imap/command.ts';
import type { ImapSession } from '#session/imap/session.ts';
import { tellChanges } from '#session/imap/tell-changes.ts';

/** Hints may be lost: an idling session looks for itself this often, in milliseconds. */
const recheckMs = 2 * 60_000;

/** IDLE: tells changes as they happen until DONE (RFC 9051 §6.3.13). */
export async function idle(session: ImapSession, cursor: Cursor): Promise<Reply> {
  cursor.expectEnd();
  const news = new IdleNews(session);
  session.reader.invite('idling');
  news.start();
  try {
    const line = await session.reader.response();
    if (line.toUpperCase() !== 'DONE') return 'BAD Expected DONE';
  } finally {
    await news.stop();
  }
  return 'OK IDLE completed';
}

/** Tells changes while the session waits for DONE, one telling at a time. */
class IdleNews {
  readonly #session: ImapSession;
  #telling: Promise<void> | undefined;
  #again = false;
  #timer: Timer | undefined;

  constructor(session: ImapSession) {
    this.#session = session;
  }

  start(): void {
    const { selected } = this.#session;
    if (selected === undefined) return;
    selected.onChange = () => this.#wake();
    this.#wake();
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = undefined;
    const { selected } = this.#session;
    if (selected !== undefined) selected.onChange = undefined;
    await this.#telling;
  }

  #wake(): void {
    this.#again = true;
    this.#telling ??= this.#tell().finally(() => {
      this.#telling = undefined;
    });
  }

  async #tell(): Promise<void> {
    try {
      while (this.#again) {
        this.#again = false;
        await tellChanges(this.#session, true);
      }
    } catch (error) {
      // The next command meets the same fault and answers it.
      this.#session.context.log.warn('imap idle refresh failed', { error });
    }
  }

  #arm(): void {
    this.#timer = this.#session.context.clock.after(recheckMs, () => {
      this.#session.selected?.view.suspect();
      this.#arm();
    });
  }
}

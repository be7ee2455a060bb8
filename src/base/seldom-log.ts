import type { Clock } from '#base/clock.ts';
import type { Log, LogFields } from '#base/log.ts';

/** How long a line keeps the same line from being said again, in milliseconds. Our choice. */
const quietMs = 10_000;

/** Different lines that are remembered; beyond it the oldest may be said again. */
const linesMax = 100;

type Said = { readonly at: number; readonly unsaid: number };

/**
 * A log that does not flood: the same warning or error, of the same cause, is said once in 10
 * seconds, and the next time with how often it went `unsaid`. A full disk fails every batch.
 */
export class SeldomLog implements Log {
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #said = new Map<string, Said>();

  constructor(log: Log, clock: Clock) {
    this.#log = log;
    this.#clock = clock;
  }

  debug(message: string, fields?: LogFields): void {
    this.#log.debug(message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log.info(message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#seldom('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#seldom('error', message, fields);
  }

  child(fields: LogFields): Log {
    return new SeldomLog(this.#log.child(fields), this.#clock);
  }

  #seldom(level: 'warn' | 'error', message: string, fields: LogFields = {}): void {
    const { error } = fields;
    const key = `${level} ${message} ${error instanceof Error ? error.message : ''}`;
    const now = this.#clock.elapsed();
    const before = this.#said.get(key);
    if (before !== undefined && now - before.at < quietMs) {
      this.#said.set(key, { at: before.at, unsaid: before.unsaid + 1 });
      return;
    }
    this.#said.delete(key);
    const [oldest] = this.#said.keys();
    if (oldest !== undefined && this.#said.size >= linesMax) this.#said.delete(oldest);
    this.#said.set(key, { at: now, unsaid: 0 });
    const unsaid = before?.unsaid ?? 0;
    this.#log[level](message, unsaid === 0 ? fields : { ...fields, unsaid });
  }
}

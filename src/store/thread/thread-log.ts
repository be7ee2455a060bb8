import type { Log, LogFields } from '#base/log.ts';

/** One line on its way to the thread that has the log. */
export type LogLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
};

/** Facts of an error that a copy to another thread would lose. */
const errorFacts = ['code', 'errcode', 'errstr', 'syscall', 'path'] as const;

/** The log of a thread that has none: hands its lines to another thread. */
export class ThreadLog implements Log {
  readonly #send: (line: LogLine) => void;
  readonly #fields: LogFields;

  constructor(send: (line: LogLine) => void, fields: LogFields = {}) {
    this.#send = send;
    this.#fields = fields;
  }

  debug(message: string, fields?: LogFields): void {
    this.#say('debug', message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#say('info', message, fields);
  }

  warn(message: string, fields?: LogFields): void {
    this.#say('warn', message, fields);
  }

  error(message: string, fields?: LogFields): void {
    this.#say('error', message, fields);
  }

  child(fields: LogFields): Log {
    return new ThreadLog(this.#send, { ...this.#fields, ...fields });
  }

  #say(level: LogLine['level'], message: string, fields: LogFields = {}): void {
    const all = Object.entries({ ...this.#fields, ...fields });
    const plain = all.map(([name, value]) => [
      name,
      value instanceof Error ? plainError(value) : value,
    ]);
    this.#send({ level, message, fields: Object.fromEntries(plain) });
  }
}

function plainError(error: Error): LogFields {
  const facts = new Map<string, unknown>(Object.entries(error));
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...Object.fromEntries(errorFacts.map((name) => [name, facts.get(name)])),
  };
}

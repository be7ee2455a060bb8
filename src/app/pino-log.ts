import { pino, type Logger } from 'pino';

import type { Log, LogFields } from '#base/log.ts';

/** Fields that are blotted out wherever somebody logs them by mistake. */
const secrets = ['password', 'secret', 'token', 'key', 'authorization'];

/** Starts the log: JSON lines on standard error, which leaves standard output to commands. */
export function openLog(level: 'debug' | 'info' | 'warn' | 'error', fields: LogFields): Log {
  const logger = pino(
    {
      level,
      base: fields,
      redact: { paths: secrets.flatMap((name) => [name, `*.${name}`]), censor: '[secret]' },
      serializers: { error: pino.stdSerializers.err },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    pino.destination({ fd: 2, sync: true }),
  );
  return new PinoLog(logger);
}

class PinoLog implements Log {
  readonly #logger: Logger;

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#logger.debug(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#logger.info(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#logger.warn(fields, message);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#logger.error(fields, message);
  }

  child(fields: LogFields): Log {
    return new PinoLog(this.#logger.child(fields));
  }
}

/** Characters of a description: it may quote what a client sent. Our choice. */
export const descriptionLengthMax = 1_000;

/**
 * What a whole method can fail with: RFC 8620 §3.6.2, §5.1 to §5.6, RFC 8621 §4.4 to §4.9,
 * RFC 9404 §4.3, RFC 9661 §2.4, RFC 9007 §2.
 */
export type MethodErrorType =
  | 'accountNotFound'
  | 'accountNotSupportedByMethod'
  | 'accountReadOnly'
  | 'anchorNotFound'
  | 'cannotCalculateChanges'
  | 'forbidden'
  | 'fromAccountNotFound'
  | 'fromAccountNotSupportedByMethod'
  | 'invalidArguments'
  | 'invalidResultReference'
  | 'requestTooLarge'
  | 'serverFail'
  | 'serverPartialFail'
  | 'serverUnavailable'
  | 'stateMismatch'
  | 'tooManyChanges'
  | 'unknownDataType'
  | 'unknownMethod'
  | 'unsupportedFilter'
  | 'unsupportedSort';

/** The arguments of an `error` response (RFC 8620 §3.6.2). */
export type MethodErrorArguments = {
  readonly type: MethodErrorType;
  readonly description?: string;
  readonly [member: string]: unknown;
};

/** One method fails; those after it are run all the same (RFC 8620 §3.6.2). */
export class MethodError extends Error {
  override readonly name = 'MethodError';
  readonly type: MethodErrorType;
  readonly #more: Readonly<Record<string, unknown>>;

  /**
   * @param description For people who write clients: what is wrong and with which value.
   * @param more Members that this type has besides, as `limit`.
   */
  constructor(
    type: MethodErrorType,
    description = '',
    more: Readonly<Record<string, unknown>> = {},
  ) {
    super(description === '' ? type : description.slice(0, descriptionLengthMax).toWellFormed());
    this.type = type;
    this.#more = more;
  }

  /** The arguments of the response. */
  toJSON(): MethodErrorArguments {
    const { type, message } = this;
    return { type, ...(message === type ? {} : { description: message }), ...this.#more };
  }
}

/** @throws {MethodError} Always: `invalidArguments`. */
export function refuseArguments(description: string): never {
  throw new MethodError('invalidArguments', description);
}

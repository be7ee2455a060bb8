import { descriptionLengthMax } from '#proto/jmap/method-error.ts';

/**
 * What one object of a `/set`, `/copy`, `/import` or upload can fail with: RFC 8620 §5.3, §5.4, §7.2,
 * RFC 8621 §2.5, §4.6 to §4.8, §6.3, §7.5, RFC 9007 §2, RFC 9404 §4.1, RFC 9661 §2.4.
 */
export type SetErrorType =
  | 'alreadyExists'
  | 'blobNotFound'
  | 'cannotUnsend'
  | 'forbidden'
  | 'forbiddenFrom'
  | 'forbiddenMailFrom'
  | 'forbiddenToSend'
  | 'invalidEmail'
  | 'invalidPatch'
  | 'invalidProperties'
  | 'invalidRecipients'
  | 'invalidSieve'
  | 'mailboxHasChild'
  | 'mailboxHasEmail'
  | 'mdnAlreadySent'
  | 'noRecipients'
  | 'notFound'
  | 'overQuota'
  | 'rateLimit'
  | 'serverFail'
  | 'singleton'
  | 'sieveIsActive'
  | 'stateMismatch'
  | 'tooLarge'
  | 'tooManyKeywords'
  | 'tooManyMailboxes'
  | 'tooManyRecipients'
  | 'willDestroy';

/** A SetError object as it stands in `notCreated` and its like (RFC 8620 §5.3). */
export type SetErrorObject = {
  readonly type: SetErrorType;
  readonly description?: string;
  readonly [member: string]: unknown;
};

/**
 * One object fails, the others of the call go on (RFC 8620 §5.3). It can be thrown, and it can be put
 * into a response as it is: JSON.stringify writes its {@link SetErrorObject}.
 */
export class SetError extends Error {
  override readonly name = 'SetError';
  readonly type: SetErrorType;
  readonly #more: Readonly<Record<string, unknown>>;

  /**
   * @param description For people; shown by clients at times.
   * @param more Members that this type has besides: `properties`, `existingId`, `notFound`, ….
   */
  constructor(type: SetErrorType, description = '', more: Readonly<Record<string, unknown>> = {}) {
    super(description === '' ? type : description.slice(0, descriptionLengthMax).toWellFormed());
    this.type = type;
    this.#more = more;
  }

  toJSON(): SetErrorObject {
    const { type, message } = this;
    return { type, ...(message === type ? {} : { description: message }), ...this.#more };
  }
}

/** `invalidProperties` with the names of what is wrong (RFC 8620 §5.3). */
export function invalidProperties(properties: readonly string[], description?: string): SetError {
  return new SetError('invalidProperties', description, { properties });
}

/** Errors of a whole request (RFC 8620 §3.6.1). */
export type RequestErrorType = 'unknownCapability' | 'notJSON' | 'notRequest' | 'limit';

const statusOf = { unknownCapability: 400, notJSON: 400, notRequest: 400, limit: 400 } as const;

const urnPrefix = 'urn:ietf:params:jmap:error:';

/** Nothing of a request is done: it is answered by a problem (RFC 9457 §3, RFC 8620 §3.6.1). */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly type: RequestErrorType;
  /** The name of the limit that was exceeded, for `limit`. */
  readonly limit: string | undefined;

  constructor(type: RequestErrorType, detail: string, limit?: string) {
    super(detail);
    this.type = type;
    this.limit = limit;
  }

  /** The members of the problem. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { type, limit, message: detail } = this;
    const about = { type: urnPrefix + type, status: statusOf[type], detail };
    return limit === undefined ? about : { ...about, limit };
  }
}

/** The answer over HTTP. */
export function requestProblem(error: RequestError): Response {
  return new Response(JSON.stringify(error), {
    status: statusOf[error.type],
    headers: { 'content-type': 'application/problem+json' },
  });
}

/** Too much goes on at once for this login. @param limit The name of the limit, whose value is `max`. */
export function tooManyAtOnce(limit: string, max: number): RequestError {
  return new RequestError('limit', `At most ${max} of this login go on at once`, limit);
}

/** An error as programs read it (RFC 9457 §3.1): what happened, why, and what to do. */
export type Problem = {
  readonly status: number;
  /** The last part of the `type` URN, as `sending.key-reused`: stable, for programs. */
  readonly code: string;
  /** The same for every problem of this code. */
  readonly title: string;
  /** What happened this time, why, and what to do. */
  readonly detail: string;
  /** Seconds after which another try makes sense (RFC 9110 §10.2.3). */
  readonly retryAfterSeconds?: number;
  /** More members for programs (RFC 9457 §3.2). */
  readonly extra?: Readonly<Record<string, unknown>>;
};

/** Carries a problem out of a handler. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(problem.detail, options);
    this.problem = problem;
  }
}

/** What the `type` of our problems begins with; no page is behind it (RFC 9457 §3.1.1). */
const typePrefix = 'urn:postamt:problem:';

/** `application/problem+json` (RFC 9457 §3). */
export function problemResponse(
  problem: Problem,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status, code, title, detail, retryAfterSeconds, extra } = problem;
  const body = { type: typePrefix + code, title, status, detail, ...extra };
  const retry = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'content-type': 'application/problem+json', ...retry, ...headers },
  });
}

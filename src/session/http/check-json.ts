import { ProblemError } from '#session/http/problem.ts';

/**
 * Refuses a body that is not announced as JSON: what other sites can send without asking is not.
 *
 * @throws {ProblemError} 415
 */
export function checkJson({ headers }: Request): void {
  const type = headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type === 'application/json') return;
  throw new ProblemError({
    status: 415,
    code: 'request.media-type',
    title: 'The body has to be JSON',
    detail: 'Send the body as JSON, with Content-Type: application/json',
  });
}

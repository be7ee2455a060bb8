import type { z } from '@hono/zod-openapi';

import { ProblemError } from '#session/http/problem.ts';
import { readBody } from '#session/http/read-body.ts';

/** Octets of a body here: names, passwords and signatures of keys are short. Our choice. */
const bodyOctetsMax = 65_536;

/**
 * The body of a request, checked. It has to be announced as JSON: then other sites cannot send it
 * without asking first.
 *
 * @throws {ProblemError} 413, 415, 422
 */
export async function readJson<T>(request: Request, schema: z.ZodType<T>): Promise<T> {
  const type = request.headers.get('content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    throw new ProblemError({
      status: 415,
      code: 'request.media-type',
      title: 'The body has to be JSON',
      detail: 'Send the body as JSON, with Content-Type: application/json',
    });
  }
  const found = schema.safeParse(parse(await readBody(request, bodyOctetsMax)));
  if (found.success) return found.data;
  const errors = found.error.issues.map(({ path, message }) => ({
    pointer: `/${path.map(String).join('/')}`,
    detail: message,
  }));
  throw new ProblemError({
    status: 422,
    code: 'request.invalid',
    title: 'The request is not valid',
    detail: errors.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '),
    extra: { errors },
  });
}

function parse(octets: Uint8Array): unknown {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(octets));
    return value;
  } catch {
    return undefined;
  }
}

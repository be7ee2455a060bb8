import { ProblemError } from '#session/http/problem.ts';

/**
 * The octets of a request's body.
 *
 * @throws {ProblemError} 413 beyond `octetsMax`; nothing more is read then.
 */
export async function readBody(request: Request, octetsMax: number): Promise<Uint8Array> {
  const announced = Number(request.headers.get('content-length') ?? 0);
  if (announced > octetsMax) throw tooLarge(octetsMax);
  const chunks: Uint8Array[] = [];
  let octets = 0;
  for await (const chunk of request.body ?? []) {
    octets += chunk.length;
    if (octets > octetsMax) throw tooLarge(octetsMax);
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);
}

function tooLarge(octetsMax: number): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'request.too-large',
    title: 'The request is too large',
    detail: `At most ${octetsMax} octets are read here. Send less at a time`,
  });
}

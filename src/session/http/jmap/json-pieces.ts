import { setImmediate as nextTurn } from 'node:timers/promises';

/** Characters of JSON that are made in one turn of the loop: a millisecond or less. Ours. */
const turnCharacters = 32_768;

/** Codings looked at in an Accept-Encoding field. Our choice. */
const codingsMax = 20;

/** Levels that are written element by element: request, responses, one response, its arguments, a list. */
const levelsMax = 5;

/** Octets from which compressing is worth the work: less fits into a few packets. Ours. */
const compressedOctetsMin = 8_192;

/** Writes JSON in pieces, and lets others go on between them: a response may have 50 MB. */
export async function jsonPieces(value: unknown): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let text = '';
  for (const token of tokensOf(value, 0)) {
    text += token;
    if (text.length < turnCharacters) continue;
    pieces.push(Buffer.from(text));
    text = '';
    await nextTurn();
  }
  if (text !== '') pieces.push(Buffer.from(text));
  return pieces;
}

/** A response of the type application/json, compressed where it is long and the client can undo it. */
export async function jsonResponse(value: unknown, request: Request): Promise<Response> {
  const pieces = await jsonPieces(value);
  const [only] = pieces;
  const headers = { 'content-type': 'application/json', vary: 'accept-encoding' };
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length > compressedOctetsMin && takesGzip(request)) {
    const body = ReadableStream.from(pieces).pipeThrough(new CompressionStream('gzip'));
    return new Response(body, { headers: { 'content-encoding': 'gzip', ...headers } });
  }
  if (pieces.length === 1 && only !== undefined) return new Response(only, { headers });
  return new Response(new Blob([...pieces]), {
    headers: { 'content-length': String(length), ...headers },
  });
}

/** RFC 9110 §12.5.3. A weight of 0 is a no. */
function takesGzip({ headers }: Request): boolean {
  const codings = (headers.get('accept-encoding') ?? '').toLowerCase().split(',', codingsMax);
  return codings.some((coding) => /^\s*gzip\s*(?:;\s*q=(?!0(?:\.0*)?\s*$)|$)/u.test(coding));
}

function* tokensOf(value: unknown, level: number): Generator<string, void, undefined> {
  if (level === levelsMax || typeof value !== 'object' || value === null || 'toJSON' in value) {
    yield JSON.stringify(value) ?? 'null';
  } else if (Array.isArray(value)) {
    let mark = '[';
    for (const element of value) {
      yield mark;
      yield* tokensOf(element, level + 1);
      mark = ',';
    }
    yield value.length === 0 ? '[]' : ']';
  } else {
    let mark = '{';
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue;
      yield `${mark}${JSON.stringify(name)}:`;
      yield* tokensOf(member, level + 1);
      mark = ',';
    }
    yield mark === '{' ? '{}' : '}';
  }
}

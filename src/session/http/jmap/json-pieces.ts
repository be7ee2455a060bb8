import { setImmediate as nextTurn } from 'node:timers/promises';

import { isLargerThan } from '#session/http/jmap/json-size.ts';

/** Characters of JSON that are made in one turn of the loop: a millisecond or less. Ours. */
const turnCharacters = 32_768;

/** Codings looked at in an Accept-Encoding field. Our choice. */
const codingsMax = 20;

/** Characters of a value that is written in one go; a larger one is written by its parts. Ours. */
const wholeCharacters = 16_384;

/** Octets from which compressing is worth the work: less fits into a few packets. Ours. */
const compressedOctetsMin = 8_192;

/** Writes JSON in pieces, and lets others go on between them: a response may have 50 MB. */
export async function jsonPieces(value: unknown): Promise<readonly Uint8Array<ArrayBuffer>[]> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let text = '';
  for (const token of tokensOf(value)) {
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

function* tokensOf(value: unknown): Generator<string, void, undefined> {
  if (!isLargerThan(value, wholeCharacters)) yield JSON.stringify(value) ?? 'null';
  else if (typeof value === 'string') yield* stringTokens(value);
  else if (writesItself(value)) yield* tokensOf(value.toJSON());
  else if (Array.isArray(value)) {
    let mark = '[';
    for (const element of value) {
      yield mark;
      yield* tokensOf(element);
      mark = ',';
    }
    yield ']';
  } else {
    let mark = '{';
    for (const [name, member] of Object.entries(Object(value))) {
      if (member === undefined) continue;
      yield `${mark}${JSON.stringify(name)}:`;
      yield* tokensOf(member);
      mark = ',';
    }
    yield mark === '{' ? '{}' : '}';
  }
}

function writesItself(value: unknown): value is { readonly toJSON: () => unknown } {
  if (typeof value !== 'object' || value === null || !('toJSON' in value)) return false;
  return typeof value.toJSON === 'function';
}

/** A pair of surrogates that is cut is written as two escapes, which mean the same. */
function* stringTokens(text: string): Generator<string, void, undefined> {
  yield '"';
  for (let at = 0; at < text.length; at += wholeCharacters) {
    yield JSON.stringify(text.slice(at, at + wholeCharacters)).slice(1, -1);
  }
  yield '"';
}

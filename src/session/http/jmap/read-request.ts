import { setImmediate as nextTurn } from 'node:timers/promises';

import { ParseError } from '#proto/cursor.ts';
import { IJsonReader } from '#proto/jmap/i-json.ts';
import type { JsonValue } from '#proto/jmap/json.ts';
import { type JmapRequest, NotRequest, parseRequest } from '#proto/jmap/request.ts';
import { maxSizeRequest } from '#session/http/jmap/limits.ts';
import { RequestError } from '#session/http/jmap/request-error.ts';
import { ProblemError } from '#session/http/problem.ts';
import { readBody } from '#session/http/read-body.ts';

/** Characters read in one turn of the loop: some milliseconds. Ours. */
const turnCharacters = 50_000;

const jsonType = /^application\/json[ \t]*(?:;|$)/iu;

/**
 * The request in a body.
 *
 * @throws {RequestError} `notJSON`, `notRequest`, or `limit` for `maxSizeRequest` (RFC 8620 §3.6.1).
 */
export async function readRequest(raw: Request): Promise<JmapRequest> {
  if (!jsonType.test(raw.headers.get('content-type') ?? '')) {
    throw new RequestError('notJSON', 'The Content-Type of a request is application/json');
  }
  return requestOf(await readJson(await bodyOf(raw)));
}

/** @throws {RequestError} `notRequest`. */
export function requestOf(value: JsonValue): JmapRequest {
  try {
    return parseRequest(value);
  } catch (error) {
    if (error instanceof NotRequest) throw new RequestError('notRequest', error.message);
    throw error;
  }
}

/** Reads I-JSON, and lets others go on while it is long. @throws {RequestError} `notJSON`. */
export async function readJson(source: Uint8Array | string): Promise<JsonValue> {
  try {
    const reader = new IJsonReader(source);
    while (!reader.read(turnCharacters)) await nextTurn();
    return reader.value;
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new RequestError('notJSON', `${error.message}, at character ${error.offset}`);
  }
}

async function bodyOf(raw: Request): Promise<Uint8Array> {
  try {
    return await readBody(raw, maxSizeRequest);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    throw new RequestError('limit', error.message, 'maxSizeRequest');
  }
}

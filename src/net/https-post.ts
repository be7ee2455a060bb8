import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { Agent, request as requestHttps } from 'node:https';

import { isLoopback } from '#net/networks.ts';
import { postAddresses, PostRefused } from '#net/post-addresses.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Milliseconds that a receiver may take from the first question to the last octet. Ours. */
export const postMsMax = 15_000;

/** Octets of an answer that are read: it is looked at by people only. Ours. */
export const answerOctetsMax = 4_096;

export type PostRequest = {
  /** `https:`; `http:` to loopback with `allowPrivate` alone. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  /** The operator lets the receiver be on a network of our own. */
  readonly allowPrivate: boolean;
  /** Whatever the certificate says: for what is no secret and may tell that TLS fails. */
  readonly anyCertificate?: boolean;
  /** Breaks it off. */
  readonly signal?: AbortSignal | undefined;
};

/** What came of it; status 0 and words of ours where nobody answered. */
export type PostAnswer = { readonly status: number; readonly text: string };

export type PostWorld = {
  readonly resolver: Resolver;
  /** PEM certificates that are trusted instead of the system's. */
  readonly authorities?: string | undefined;
  /** Keeps connections for the next request to the same address and name; none is kept without. */
  readonly connections?: Agent | undefined;
  /** {@link postMsMax} when absent. */
  readonly msMax?: number | undefined;
};

/** Connections that are kept while nothing is posted, to all receivers. Ours. */
const keptMax = 64;

/** Milliseconds for which a connection is kept; receivers often keep one for 5 s. Ours. */
const keptMsMax = 4_000;

/** Connections that wait for the next request: a new one costs three round trips. */
export function keptConnections(): Agent {
  return new Agent({ keepAlive: true, maxFreeSockets: keptMax, timeout: keptMsMax });
}

/**
 * Posts a text to a URL that somebody else has chosen, and reads the beginning of the answer. The
 * name is resolved once, and the very address that was found to be harmless is dialled: a name
 * server that answers differently the next time gains nothing. Redirects are not followed. Throws nothing.
 */
export async function httpsPost(world: PostWorld, asked: PostRequest): Promise<PostAnswer> {
  const { msMax = postMsMax } = world;
  const cut = new AbortController();
  const breakOff = (): void => cut.abort();
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    cut.abort();
  }, msMax);
  // Not AbortSignal.any: what it makes stays with a signal that lives for thousands of requests.
  asked.signal?.addEventListener('abort', breakOff);
  if (asked.signal?.aborted === true) cut.abort();
  try {
    return await withinTime(post(world, asked, cut.signal), cut.signal);
  } catch (error) {
    return { status: 0, text: late ? `No answer within ${msMax} ms` : messageOf(error) };
  } finally {
    clearTimeout(timer);
    asked.signal?.removeEventListener('abort', breakOff);
  }
}

/** @throws {Error} Whatever keeps it from being answered. */
async function post(
  world: PostWorld,
  asked: PostRequest,
  signal: AbortSignal,
): Promise<PostAnswer> {
  const url = new URL(asked.url);
  const addresses = await postAddresses(world.resolver, url, asked.allowPrivate);
  let failure: unknown;
  for (const address of addresses) {
    try {
      const response = await answered({ world, asked, url, address, signal });
      try {
        return { status: response.statusCode ?? 0, text: await beginningOf(response) };
      } finally {
        response.destroy();
      }
    } catch (error) {
      failure = error;
      if (signal.aborted || !wasNotReached(error)) break;
    }
  }
  throw failure ?? new PostRefused(`${url.hostname} has no address`);
}

type Attempt = {
  readonly world: PostWorld;
  readonly asked: PostRequest;
  readonly url: URL;
  readonly address: string;
  readonly signal: AbortSignal;
};

/** Once more over a connection of its own where one that was kept has failed. */
async function answered(attempt: Attempt): Promise<IncomingMessage> {
  try {
    return await respond(attempt);
  } catch (error) {
    if (!(error instanceof WasKept) || attempt.signal.aborted) throw error;
    return await respond({ ...attempt, world: { ...attempt.world, connections: undefined } });
  }
}

function respond({ world, asked, url, address, signal }: Attempt): Promise<IncomingMessage> {
  const plain = url.protocol === 'http:';
  if (plain && !isLoopback(address)) {
    throw new PostRefused('Without TLS events go to this machine only: use https');
  }
  const body = Buffer.from(asked.body);
  const isName = !/^[\d.]+$|^\[/u.test(url.hostname);
  const options: RequestOptions & {
    servername?: string;
    ca?: string;
    minVersion?: 'TLSv1.2';
    rejectUnauthorized?: boolean;
  } = {
    method: 'POST',
    host: address,
    path: `${url.pathname}${url.search}`,
    headers: { ...asked.headers, host: url.host, 'content-length': String(body.length) },
    agent: plain ? false : (world.connections ?? false),
    signal,
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(isName ? { servername: url.hostname } : {}),
    minVersion: 'TLSv1.2',
    rejectUnauthorized: asked.anyCertificate !== true,
    ...(world.authorities === undefined ? {} : { ca: world.authorities }),
  };
  return new Promise((resolve, reject) => {
    const sent = plain ? requestHttp(options) : requestHttps(options);
    sent.on('response', resolve);
    sent.on('error', (error) => reject(sent.reusedSocket ? new WasKept(error) : error));
    sent.end(body);
  });
}

/** A connection that was kept failed: the receiver may have closed it when we began to write. */
class WasKept extends Error {
  override readonly name = 'WasKept';

  constructor(cause: Error) {
    super(cause.message, { cause });
  }
}

/** The first octets of an answer as text; the rest is not waited for. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    chunks.push(chunk);
    octets += chunk.length;
    if (octets >= answerOctetsMax) break;
  }
  return Buffer.concat(chunks).subarray(0, answerOctetsMax).toString('utf8');
}

/** Rejects when the signal is aborted, whatever the work does: a lookup cannot be broken off. */
function withinTime<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const cut = (): void => reject(new Error('It was broken off'));
    signal.addEventListener('abort', cut, { once: true });
    if (signal.aborted) cut();
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', cut));
  });
}

/** Codes of addresses where nobody has heard a word of ours, so that another one may be tried. */
const unreachedCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
]);

function wasNotReached(error: unknown): boolean {
  return error instanceof Error && 'code' in error && unreachedCodes.has(String(error.code));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

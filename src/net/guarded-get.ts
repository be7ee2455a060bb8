import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';

import { postAddresses, PostRefused } from '#net/post-addresses.ts';
import type { Resolver } from '#proto/dns/resolver.ts';

/** Milliseconds from the first question to the last octet, redirects included. Ours. */
export const getMsMax = 15_000;

/** Redirects that are followed: browsers follow 20, pictures need two. Ours. */
export const redirectsMax = 5;

/** Addresses of one host that are tried. Ours. */
const triedAddressesMax = 2;

/** Ports of the web: on others of a public host something else may listen. */
const webPorts: ReadonlySet<string> = new Set(['', '80', '443', '8080', '8443']);

/** Says as little of us as a browser can. */
const userAgent = 'Mozilla/5.0';

/** Why nothing was got: `refused` by us, before anybody was asked; `failed` on the way. */
export class GuardedGetError extends Error {
  override readonly name = 'GuardedGetError';
  readonly kind: 'refused' | 'failed';

  constructor(kind: GuardedGetError['kind'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

export type GetRequest = {
  /** `https:` or `http:`; chosen by a stranger. */
  readonly url: string;
  /** As `image/*`. */
  readonly accept: string;
  readonly octetsMax: number;
  /** Breaks it off. */
  readonly signal?: AbortSignal | undefined;
};

export type GetWorld = {
  readonly resolver: Resolver;
  /** PEM certificates that are trusted instead of the system's. */
  readonly authorities?: string | undefined;
  /** Lets hosts be on a network of our own, at any port: for tests. */
  readonly allowPrivate?: boolean;
  /** {@link getMsMax} when absent. */
  readonly msMax?: number | undefined;
};

/**
 * Gets what is behind a URL that a stranger has chosen, from public addresses only. Each name on the
 * way is resolved once, and the very address that was found to be harmless is dialled. Nothing of
 * ours goes along: no cookie, no referrer, no login.
 *
 * @throws {GuardedGetError} Unless somebody answers 200 with at most so many octets.
 */
export async function guardedGet(world: GetWorld, asked: GetRequest): Promise<Uint8Array> {
  const { msMax = getMsMax } = world;
  const late = AbortSignal.timeout(msMax);
  const signal = asked.signal === undefined ? late : AbortSignal.any([late, asked.signal]);
  try {
    return await withinTime(follow(world, asked, signal), signal);
  } catch (error) {
    if (error instanceof GuardedGetError) throw error;
    const why = late.aborted ? `No answer within ${msMax} ms` : messageOf(error);
    const kind = error instanceof PostRefused ? 'refused' : 'failed';
    throw new GuardedGetError(kind, why, { cause: error });
  }
}

async function follow(
  world: GetWorld,
  asked: GetRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  let url = checkedUrl(asked.url, undefined, world);
  for (let hop = 0; hop <= redirectsMax; hop += 1) {
    const response = await answered(world, { url, accept: asked.accept, signal });
    try {
      const next = redirectOf(response);
      if (next === undefined) return await bodyOf(response, asked.octetsMax);
      url = checkedUrl(next, url, world);
    } finally {
      response.destroy();
    }
  }
  throw new GuardedGetError('failed', `More than ${redirectsMax} redirects`);
}

function checkedUrl(address: string, base: URL | undefined, { allowPrivate }: GetWorld): URL {
  const url = URL.parse(address, base);
  if (url === null) throw new GuardedGetError('refused', 'That is no URL');
  if (url.username !== '' || url.password !== '') {
    throw new GuardedGetError('refused', 'There is a login in the URL');
  }
  if (allowPrivate !== true && !webPorts.has(url.port)) {
    throw new GuardedGetError('refused', `Port ${url.port} is none of the web`);
  }
  return url;
}

type Hop = { readonly url: URL; readonly accept: string; readonly signal: AbortSignal };

async function answered(world: GetWorld, hop: Hop): Promise<IncomingMessage> {
  const addresses = await postAddresses(world.resolver, hop.url, world.allowPrivate ?? false);
  let failure: unknown = new GuardedGetError('failed', 'The host has no address');
  for (const address of addresses.slice(0, triedAddressesMax)) {
    try {
      return await respond(world, hop, address);
    } catch (error) {
      failure = error;
      if (hop.signal.aborted) break;
    }
  }
  throw failure;
}

function respond(world: GetWorld, hop: Hop, address: string): Promise<IncomingMessage> {
  const { url, accept, signal } = hop;
  const isName = !/^[\d.]+$|^\[/u.test(url.hostname);
  const options: RequestOptions & { servername?: string; ca?: string; minVersion?: 'TLSv1.2' } = {
    host: address,
    path: `${url.pathname}${url.search}`,
    headers: { host: url.host, accept, 'accept-encoding': 'identity', 'user-agent': userAgent },
    agent: false,
    signal,
    minVersion: 'TLSv1.2',
    ...(url.port === '' ? {} : { port: Number(url.port) }),
    ...(isName ? { servername: url.hostname } : {}),
    ...(world.authorities === undefined ? {} : { ca: world.authorities }),
  };
  return new Promise((resolve, reject) => {
    const sent = url.protocol === 'http:' ? requestHttp(options) : requestHttps(options);
    sent.on('response', resolve);
    sent.on('error', reject);
    sent.end();
  });
}

/** Where a response leads (RFC 9110 §15.4); undefined when it is the answer. */
function redirectOf({ statusCode = 0, headers }: IncomingMessage): string | undefined {
  if (statusCode === 200) return undefined;
  const isRedirect = [301, 302, 303, 307, 308].includes(statusCode);
  if (isRedirect && headers.location !== undefined) return headers.location;
  throw new GuardedGetError('failed', `The host answered ${statusCode}`);
}

async function bodyOf(response: IncomingMessage, octetsMax: number): Promise<Uint8Array> {
  const { headers } = response;
  // What is packed may be a thousand times larger than it looks.
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new GuardedGetError('failed', 'The answer is packed, though nobody asked for that');
  }
  const tooLong = new GuardedGetError('failed', `More than ${octetsMax} octets`);
  if (Number(headers['content-length'] ?? 0) > octetsMax) throw tooLong;
  const chunks: Buffer[] = [];
  let octets = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    octets += chunk.length;
    if (octets > octetsMax) throw tooLong;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

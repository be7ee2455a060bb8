import type { Timer } from '#base/clock.ts';
import type { Login } from '#core/auth/login-context.ts';
import type { HttpPeer } from '#net/http-acceptor.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';
import { type FeedOptions, StateFeed } from '#session/http/jmap/push/state-feed.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { ProblemError } from '#session/http/problem.ts';

/** Seconds between pings, the fewest that a client can ask for: a second is a load. Our choice. */
const pingSecondsMin = 15;

/** The most: what is open and silent for longer is cut by routers. Our choice. */
const pingSecondsMax = 900;

/** Names of types in one request. Our choice; there are some 20. */
const typesMax = 100;

/** Fields of the answer. */
export const eventStreamType = { 'content-type': 'text/event-stream; charset=utf-8' } as const;

type Asked = {
  readonly types: ReadonlySet<string> | undefined;
  readonly closeAfterState: boolean;
  /** 0 for no pings. */
  readonly pingSeconds: number;
  readonly lastEventId: string | undefined;
};

/**
 * Tells what changes as server-sent events, until the client goes, the login ends or the server
 * drains (RFC 8620 §7.3).
 *
 * @param place Is given back when the stream ends.
 * @throws {ProblemError} 400
 */
export async function eventSource(
  services: JmapServices,
  request: Request,
  from: { readonly login: Login; readonly peer: HttpPeer; readonly place: Disposable },
): Promise<Response> {
  const { login, peer, place } = from;
  const asked = readQuery(request);
  const accounts = await readAccounts(login);
  const ends = new AbortController();
  const leave = services.openLogins?.add(login, () => ends.abort());
  const { draining } = peer;
  const signals = [request.signal, ends.signal, ...(draining === undefined ? [] : [draining])];
  const stream = eventStream(services, asked, {
    accounts,
    signal: AbortSignal.any(signals),
    done: () => {
      place[Symbol.dispose]();
      leave?.();
    },
  });
  return new Response(stream, {
    headers: { ...eventStreamType, 'x-accel-buffering': 'no' },
  });
}

type StreamOptions = {
  readonly accounts: FeedOptions['accounts'];
  readonly signal: AbortSignal;
  readonly done: () => void;
};

function eventStream(
  services: JmapServices,
  asked: Asked,
  { accounts, signal, done }: StreamOptions,
): ReadableStream<Uint8Array> {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let timer: Timer | undefined;
  const write = (text: string): void => controller?.enqueue(Buffer.from(text));
  const isReady = (): boolean => (controller?.desiredSize ?? 0) > 0;
  const close = (): void => {
    if (controller === undefined) return;
    const closing = controller;
    controller = undefined;
    signal.removeEventListener('abort', close);
    feed[Symbol.dispose]();
    timer?.cancel();
    done();
    closing.close();
  };
  const flush = (): void => {
    const change = isReady() ? feed.take() : undefined;
    if (change === undefined) return;
    const { pushState, ...told } = change;
    write(`event: state\nid: ${pushState}\ndata: ${JSON.stringify(told)}\n\n`);
    if (asked.closeAfterState) close();
  };
  const ping = (): void => {
    const interval = asked.pingSeconds;
    timer = services.clock.after(interval * 1_000, ping);
    // A peer that reads nothing needs no pings on top.
    if (isReady()) write(`event: ping\ndata: ${JSON.stringify({ interval })}\n\n`);
  };
  const { types, lastEventId: pushState } = asked;
  const feed = new StateFeed(services, { accounts, types, pushState, ready: flush });
  return new ReadableStream<Uint8Array>({
    start: async (opened) => {
      controller = opened;
      signal.addEventListener('abort', close);
      if (signal.aborted) return close();
      write(':\n\n'); // Proxies pass on what has begun.
      if (asked.pingSeconds > 0) timer = services.clock.after(asked.pingSeconds * 1_000, ping);
      try {
        await feed.start();
      } catch (error) {
        // The client comes back by itself.
        services.log.warn('Changes cannot be told', { error });
        close();
      }
      return undefined;
    },
    pull: flush,
    cancel: () => {
      try {
        close();
      } catch {
        // A stream that was cancelled cannot be closed as well.
      }
    },
  });
}

/** @throws {ProblemError} 400 */
function readQuery(request: Request): Asked {
  const query = new URL(request.url).searchParams;
  const types = query.get('types') ?? '*';
  const closeAfter = query.get('closeafter') ?? 'no';
  const ping = query.get('ping') ?? '0';
  const names = types.split(',', typesMax + 1);
  if (names.length > typesMax) throw invalid(`types has more than ${typesMax} names`);
  if (closeAfter !== 'state' && closeAfter !== 'no') throw invalid('closeafter is state or no');
  if (!/^[0-9]{1,9}$/u.test(ping)) throw invalid('ping is a number of seconds');
  const seconds = Math.min(Math.max(Number(ping), pingSecondsMin), pingSecondsMax);
  return {
    types: types === '*' ? undefined : new Set(names),
    closeAfterState: closeAfter === 'state',
    pingSeconds: Number(ping) === 0 ? 0 : seconds,
    lastEventId: request.headers.get('last-event-id') ?? undefined,
  };
}

function invalid(detail: string): ProblemError {
  return new ProblemError({
    status: 400,
    code: 'request.invalid',
    title: 'The request is not valid',
    detail: `${detail} (RFC 8620 §7.3)`,
  });
}

import type { HttpHandler, HttpPeer } from '#net/http-acceptor.ts';
import { GuardedGetError, type GetRequest } from '#net/guarded-get.ts';
import { type RasterType, rasterTypeOf } from '#proto/picture/raster-type.ts';
import { authenticateRequest, challengeOf, type Gatekeepers } from '#session/http/authenticate.ts';
import { type Problem, ProblemError, problemResponse } from '#session/http/problem.ts';
import { checkSameOrigin } from '#session/http/same-origin.ts';

/** Octets of one picture: photographs in newsletters have 500,000. Ours. */
export const pictureOctetsMax = 8_388_608;

/** Characters of a picture's address: those of newsletters have up to 2,000. Ours. */
const addressMax = 8_000;

/** Pictures that are fetched for one account at the same time, on one thread; browsers ask for six. */
export const fetchesOfAccountMax = 8;

/** The same for everybody: 32 pictures are 256 MiB at worst. Ours. */
const fetchesMax = 32;

/** Seconds for which a browser keeps a picture: senders may see when it asks again. Ours. */
const keepSeconds = 604_800;

export type ImageProxyServices = Gatekeepers & {
  /** Gets what is behind an address of a stranger; undefined where nobody is to be dialled. */
  readonly get: ((request: GetRequest) => Promise<Uint8Array>) | undefined;
};

/** What every answer says: a picture that somebody opens by itself is nothing but a picture. */
const guards = {
  'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * `/proxy/image`: fetches a picture of a mail for somebody who is signed in, so that its sender sees
 * this server and not the reader. See docs/internals/safe-html.md.
 */
export function imageProxy(services: ImageProxyServices): HttpHandler {
  const budget = new FetchBudget();
  return async (request, peer) => {
    try {
      return await answer(services, budget, { request, peer });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error; // The acceptor logs it and answers 500.
      const { problem } = error;
      const challenge = problem.status === 401 ? challengeOf(request) : {};
      return problemResponse(problem, { ...guards, 'cache-control': 'no-store', ...challenge });
    }
  };
}

type Asked = { readonly request: Request; readonly peer: HttpPeer };

async function answer(
  services: ImageProxyServices,
  budget: FetchBudget,
  { request, peer }: Asked,
): Promise<Response> {
  if (request.method !== 'GET') throw new ProblemError(problems.method);
  checkSameOrigin(request, 'allow');
  const login = await authenticateRequest(services, request, { peer, protocol: 'web' });
  if (services.get === undefined) throw new ProblemError(problems.off);
  const url = new URL(request.url).searchParams.get('url') ?? '';
  if (url.length > addressMax || !/^https?:\/\//iu.test(url)) {
    throw new ProblemError(problems.address);
  }
  if (!budget.take(login.accountId)) throw new ProblemError(problems.busy);
  try {
    const picture = await fetchPicture(services.get, url, request.signal);
    return new Response(picture.octets, {
      headers: {
        ...guards,
        'content-type': picture.type,
        'content-length': String(picture.octets.length),
        'cache-control': `private, max-age=${keepSeconds}, immutable`,
      },
    });
  } finally {
    budget.giveBack(login.accountId);
  }
}

type Picture = { readonly type: RasterType; readonly octets: Uint8Array<ArrayBuffer> };

async function fetchPicture(
  get: NonNullable<ImageProxyServices['get']>,
  url: string,
  signal: AbortSignal,
): Promise<Picture> {
  try {
    const asked = { url, accept: 'image/*', octetsMax: pictureOctetsMax, signal };
    const octets = new Uint8Array(await get(asked));
    const type = rasterTypeOf(octets);
    if (type === undefined) throw new ProblemError(problems.noPicture);
    return { type, octets };
  } catch (error) {
    if (!(error instanceof GuardedGetError)) throw error;
    // Why is not told: an account must not learn what names mean in our networks.
    throw new ProblemError(problems.unreachable, { cause: error });
  }
}

/** Counts what is being fetched on this thread. */
class FetchBudget {
  readonly #ofAccount = new Map<number, number>();
  #all = 0;

  take(accountId: number): boolean {
    const own = this.#ofAccount.get(accountId) ?? 0;
    if (own >= fetchesOfAccountMax || this.#all >= fetchesMax) return false;
    this.#ofAccount.set(accountId, own + 1);
    this.#all += 1;
    return true;
  }

  giveBack(accountId: number): void {
    const own = (this.#ofAccount.get(accountId) ?? 1) - 1;
    if (own === 0) this.#ofAccount.delete(accountId);
    else this.#ofAccount.set(accountId, own);
    this.#all -= 1;
  }
}

const problems = {
  method: {
    status: 405,
    code: 'request.method',
    title: 'The method is not allowed',
    detail: 'Pictures are only fetched: use GET',
  },
  off: {
    status: 501,
    code: 'picture.off',
    title: 'No pictures are fetched from elsewhere',
    detail:
      'This server dials nobody for pictures. Its operator turns it on with the table [resolver] of postamt.toml',
  },
  address: {
    status: 400,
    code: 'picture.address',
    title: 'That is no address of a picture',
    detail: `The parameter "url" must be an https or http URL of at most ${addressMax} characters`,
  },
  busy: {
    status: 503,
    code: 'picture.busy',
    title: 'Too many pictures at once',
    detail: `At most ${fetchesOfAccountMax} pictures are fetched for one account at the same time. Try again in a moment`,
    retryAfterSeconds: 1,
  },
  unreachable: {
    status: 502,
    code: 'picture.unreachable',
    title: 'The picture cannot be fetched',
    detail:
      'Its host does not answer, answers something else, or is none of the public Internet. Try again later',
  },
  noPicture: {
    status: 415,
    code: 'picture.kind',
    title: 'That is no picture',
    detail: 'What the host sent is none of PNG, JPEG, GIF, WebP, AVIF, BMP and ICO',
  },
} as const satisfies Record<string, Problem>;

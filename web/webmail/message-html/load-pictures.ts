import { rasterTypeOf } from '../../../src/proto/picture/raster-type.ts';

/** Pictures that are fetched at the same time. Ours: the server takes eight of one account. */
const parallelMax = 6;

/** Octets of all pictures of one mail, which the frame's document holds as text. Ours. */
const octetsMax = 30_000_000;

/** Octets of one picture, as the proxy has it. */
const pictureOctetsMax = 8_388_608;

/** Where the server fetches pictures from elsewhere; see docs/internals/safe-html.md. */
export function proxyUrl(address: string): string {
  return `/proxy/image?${new URLSearchParams({ url: address }).toString()}`;
}

export type WantedPicture = {
  /** What the mail calls it: `cid:…` or an address. */
  readonly name: string;
  /** Where we get it. */
  readonly url: string;
};

export type LoadedPictures = {
  /** `data:` URLs by name. */
  readonly loaded: ReadonlyMap<string, string>;
  readonly failed: number;
  /** The server fetches nothing from elsewhere. */
  readonly off: boolean;
};

/** Fetches pictures from our own server; what is no picture of dots counts as failed. */
export async function loadPictures(
  wanted: readonly WantedPicture[],
  signal: AbortSignal,
): Promise<LoadedPictures> {
  const loaded = new Map<string, string>();
  const waiting = [...wanted];
  const sum = { octets: 0, failed: 0, off: false };
  const work = async () => {
    for (let one = waiting.shift(); one !== undefined; one = waiting.shift()) {
      if (signal.aborted || sum.off) return;
      const picture = await fetchPicture(one.url, signal);
      const size = picture instanceof Blob ? picture.size : 0;
      if (picture === 'off') sum.off = true;
      else if (picture === undefined || sum.octets + size > octetsMax) sum.failed += 1;
      else {
        sum.octets += size;
        loaded.set(one.name, await dataUrl(picture));
      }
    }
  };
  await Promise.all(Array.from({ length: parallelMax }, work));
  return { loaded, failed: sum.failed, off: sum.off };
}

/** HTTP status of the proxy where it is not to dial anybody. */
const offStatus = 501;

async function fetchPicture(url: string, signal: AbortSignal): Promise<Blob | 'off' | undefined> {
  try {
    const answer = await fetch(url, { signal, redirect: 'error', referrerPolicy: 'no-referrer' });
    if (answer.status === offStatus) return 'off';
    if (!answer.ok) return undefined;
    const octets = new Uint8Array(await answer.arrayBuffer());
    const type = rasterTypeOf(octets);
    if (type === undefined || octets.length > pictureOctetsMax) return undefined;
    return new Blob([octets], { type });
  } catch {
    return undefined;
  }
}

function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () =>
      resolve(typeof reader.result === 'string' ? reader.result : ''),
    );
    reader.addEventListener('error', () => reject(reader.error ?? new Error('Cannot read it')));
    reader.readAsDataURL(blob);
  });
}

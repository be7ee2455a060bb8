/** Kinds of pictures that browsers draw and that hold no markup. Never SVG. */
const rasterData = /^data:image\/(?:png|jpe?g|gif|webp|bmp|avif);base64,[A-Za-z\d+/=\s]+$/iu;

/** Characters of one picture that is written into a mail. Ours: 3 MB of picture. */
const dataUrlMax = 4_000_000;

/** Pictures from elsewhere in one mail: catalogues have 150. Ours. */
export const picturesMax = 300;

/** Where a picture of a mail comes from. */
export type PictureSource =
  | { readonly kind: 'data'; readonly url: string }
  | { readonly kind: 'part'; readonly cid: string }
  | { readonly kind: 'remote'; readonly url: string };

/** Reads the address of a picture; undefined for what is none of those. */
export function pictureSource(address: string): PictureSource | undefined {
  const text = address.trim();
  if (/^data:/iu.test(text)) {
    const good = text.length <= dataUrlMax && rasterData.test(text);
    return good ? { kind: 'data', url: text.replaceAll(/\s/gu, '') } : undefined;
  }
  const cid = /^cid:(.+)$/iu.exec(text)?.[1];
  if (cid !== undefined) return { kind: 'part', cid: decoded(cid) };
  const url = URL.parse(text.replace(/^\/\//u, 'https://'));
  if (url === null || !/^https?:$/u.test(url.protocol)) return undefined;
  url.hash = '';
  return { kind: 'remote', url: url.href };
}

/** What a mail wants to show, gathered while it is prepared. */
export class PictureWishes {
  readonly cids = new Set<string>();
  readonly remote = new Set<string>();
  /** Pictures of one or two dots, which are there to tell that somebody has read the mail. */
  trackers = 0;
  readonly #loaded: ReadonlyMap<string, string>;

  /** @param loaded `data:` URLs by `cid:…` or address. */
  constructor(loaded: ReadonlyMap<string, string>) {
    this.#loaded = loaded;
  }

  /** What is shown for an address; undefined: nothing (yet). */
  of = (address: string): string | undefined => {
    const source = pictureSource(address);
    if (source === undefined) return undefined;
    if (source.kind === 'data') return source.url;
    const wanted = source.kind === 'part' ? this.cids : this.remote;
    const name = source.kind === 'part' ? source.cid : source.url;
    if (wanted.size < picturesMax) wanted.add(name);
    return this.#loaded.get(source.kind === 'part' ? `cid:${name}` : name);
  };
}

/** RFC 2392 §2: a cid: URL is the Content-ID with percent signs for what URLs cannot hold. */
function decoded(cid: string): string {
  try {
    return decodeURIComponent(cid);
  } catch {
    return cid;
  }
}

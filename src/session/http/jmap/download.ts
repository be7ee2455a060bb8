import type { Login } from '#core/auth/login-context.ts';
import { blobOctets, blobSize } from '#core/mailbox/blobs/blob-octets.ts';
import { openBlob } from '#core/mailbox/blobs/open-blob.ts';
import { parseRange } from '#session/http/jmap/byte-range.ts';
import type { JmapServices } from '#session/http/jmap/method-context.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { ProblemError } from '#session/http/problem.ts';

/** What a download's address says (RFC 8620 §6.2). */
export type DownloadPath = {
  readonly account: string;
  readonly blobId: string;
  readonly name: string;
  /** The media type that the client wants to see. */
  readonly type: string;
};

/** Seconds for which a browser may keep a blob: its octets never change (RFC 8620 §6.2). */
const keptSeconds = 31_536_000;

/** Characters of a file name. Our choice; file systems take 255 octets. */
const nameLengthMax = 200;

const typeForm = /^[A-Za-z0-9!#$&^_.+-]{1,127}\/[A-Za-z0-9!#$&^_.+-]{1,127}$/u;

const charsetForm = /;[ \t]*charset="?([A-Za-z0-9._:-]{1,40})"?/iu;

/** Types that a browser may show by itself: pictures, sound and text without scripts. */
const inlineForm = /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/.+|video\/.+|text\/plain)$/iu;

/**
 * Streams a blob (RFC 8620 §6.2). Whatever it claims to be, a browser runs nothing of it: it stands
 * in a sandbox of an origin of its own.
 *
 * @throws {ProblemError} 404
 */
export async function downloadBlob(
  { mail }: JmapServices,
  request: Request,
  from: DownloadPath & { readonly login: Login },
): Promise<Response> {
  const { blobId, login } = from;
  const account = (await readAccounts(login)).get(from.account);
  const blob = account === undefined ? undefined : await openBlob(mail, account.accountId, blobId);
  if (blob === undefined) throw absent();
  const headers = { ...lasting, etag: `"${blobId}"`, ...shownAs(from) };
  if (matches(request.headers.get('if-none-match'), headers.etag)) {
    return new Response(null, { status: 304, headers });
  }
  const size = await blobSize(mail, blob);
  const range = parseRange(request.headers.get('range'), size);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { 'content-range': `bytes */${size}` } });
  }
  const octets = ReadableStream.from(blobOctets(mail, blob, range));
  if (range === undefined) {
    return new Response(octets, { headers: { ...headers, 'content-length': String(size) } });
  }
  const { start, end } = range;
  return new Response(octets, {
    status: 206,
    headers: {
      ...headers,
      'content-length': String(end - start),
      'content-range': `bytes ${start}-${end - 1}/${size}`, // RFC 9110 §14.4
    },
  });
}

const lasting = {
  'cache-control': `private, immutable, max-age=${keptSeconds}`,
  'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'self'",
  'cross-origin-resource-policy': 'same-origin',
  'accept-ranges': 'bytes',
} as const;

function shownAs({ name, type: asked }: DownloadPath): Readonly<Record<string, string>> {
  const [bare = ''] = asked.split(';', 1);
  const type = typeForm.test(bare.trim()) ? bare.trim() : 'application/octet-stream';
  const [, charset] = charsetForm.exec(asked) ?? [];
  const kind = inlineForm.test(type) ? 'inline' : 'attachment';
  const isText = type.toLowerCase().startsWith('text/') && charset !== undefined;
  return {
    'content-type': isText ? `${type}; charset=${charset}` : type,
    'content-disposition': `${kind}; ${fileName(name)}`,
  };
}

/** A name as ASCII for old clients and in full (RFC 6266 §4.3, RFC 8187 §3.2). */
function fileName(name: string): string {
  const plain = name
    .replaceAll(/[\p{C}/\\]/gu, '_')
    .slice(0, nameLengthMax)
    .toWellFormed();
  const ascii = plain.replaceAll(/[^\x20-\x7e]|["%]/gu, '_');
  const encoded = encodeURIComponent(plain).replaceAll(
    /['()*]/gu,
    (letter) => `%${letter.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `filename="${ascii}"; filename*=UTF-8''${encoded}`;
}

function matches(field: string | null, etag: string): boolean {
  if (field === null) return false;
  return field.split(',').some((tag) => tag.trim().replace(/^W\//u, '') === etag);
}

function absent(): ProblemError {
  return new ProblemError({
    status: 404,
    code: 'jmap.blob',
    title: 'There is no such blob',
    detail: 'The account has no blob with this id; an upload is kept for a day. Upload it again',
  });
}

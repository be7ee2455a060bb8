import { Refusal } from '#base/refusal.ts';
import type { Login } from '#core/auth/login-context.ts';
import { Upload } from '#core/mailbox/blobs/upload.ts';
import { formatBlobId } from '#proto/jmap/ids.ts';
import { maxSizeUpload } from '#session/http/jmap/limits.ts';
import type { JmapAccount, JmapServices } from '#session/http/jmap/method-context.ts';
import { readAccounts } from '#session/http/jmap/read-accounts.ts';
import { type Problem, ProblemError } from '#session/http/problem.ts';

/** Characters of a media type that are kept: types have fewer than 255 (RFC 6838 §4.2). */
const typeLengthMax = 255;

/**
 * Takes a file in for an account (RFC 8620 §6.1).
 *
 * @throws {ProblemError} 403, 404, 413, 429, 503.
 */
export async function uploadFile(
  { mail }: JmapServices,
  request: Request,
  to: { readonly login: Login; readonly account: string },
): Promise<Response> {
  const account = await uploadAccount(to);
  const type = (request.headers.get('content-type') ?? '').slice(0, typeLengthMax);
  await using upload = new Upload(mail);
  if (Number(request.headers.get('content-length') ?? 0) > maxSizeUpload) throw tooLarge();
  try {
    for await (const piece of request.body ?? []) {
      if (upload.length + piece.length > maxSizeUpload) throw tooLarge();
      await upload.push(piece);
    }
    const { accountId, tenantId } = account;
    const { uploadId, size } = await upload.finish({ accountId, tenantId, type });
    const blobId = formatBlobId({ kind: 'upload', uploadId });
    const told = { accountId: account.id, blobId, type: shownType(type), size };
    return Response.json(told, { status: 201 });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new ProblemError(refusalAnswers[error.code] ?? unavailable, { cause: error });
  }
}

/** The type of an upload as clients see it. */
export function shownType(type: string): string {
  return type === '' ? 'application/octet-stream' : type;
}

async function uploadAccount(to: {
  readonly login: Login;
  readonly account: string;
}): Promise<JmapAccount> {
  const account = (await readAccounts(to.login)).get(to.account);
  if (account === undefined) {
    throw new ProblemError({
      status: 404,
      code: 'jmap.account',
      title: 'There is no such account',
      detail:
        'This login may not use an account with this id. GET /jmap/session lists those it may',
    });
  }
  if (!account.isReadOnly) return account;
  throw new ProblemError({
    status: 403,
    code: 'jmap.read-only',
    title: 'The account may only be read',
    detail: 'Nothing can be uploaded to an account that this login may only read',
  });
}

function tooLarge(): ProblemError {
  return new ProblemError({
    status: 413,
    code: 'request.too-large',
    title: 'The file is too large',
    detail: `A file has at most ${maxSizeUpload} octets (maxSizeUpload). Send a smaller one`,
    extra: { limit: 'maxSizeUpload' },
  });
}

const unavailable: Problem = {
  status: 503,
  code: 'jmap.unavailable',
  title: 'The file was not taken',
  detail: 'The server cannot keep the file now; its log says why. Try again later',
  retryAfterSeconds: 60,
};

const refusalAnswers: Readonly<Record<string, Problem>> = {
  'upload.limit': {
    status: 429,
    code: 'upload.limit',
    title: 'Too many files wait to be used',
    detail: 'The uploads of the last hour have reached their quota. Use them, or try again later',
    retryAfterSeconds: 600,
  },
};

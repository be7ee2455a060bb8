import { Upload } from '#core/mailbox/blobs/upload.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatBlobId } from '#proto/jmap/ids.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { maxObjectsInSet, maxSizeUpload } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import {
  type DataSource,
  readUploadObject,
  sourceOctets,
  type UploadObject,
} from '#session/http/jmap/methods/blob/data-source.ts';
import { setErrorOf } from '#session/http/jmap/set-results.ts';
import { shownType } from '#session/http/jmap/upload.ts';

/** Blob/upload: puts uploads together of texts and pieces of blobs (RFC 9404 §4.1). */
export async function blobUpload(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = writableAccountOf(context, args);
  const create = args.optionalObjects('create', maxObjectsInSet);
  args.done();
  const created = new Map<string, ResponseArguments>();
  const notCreated = new Map<string, SetError>();
  const waiting = new Map<string, UploadObject>();
  for (const [creation, members] of create) {
    const error = await setErrorOf(async () => {
      waiting.set(creation, readUploadObject(members));
    });
    if (error !== undefined) notCreated.set(creation, error);
  }
  // One may be a source of another, in whatever order they stand (RFC 9404 §4.1).
  for (let next = ready(context, waiting); next !== undefined; next = ready(context, waiting)) {
    const [creation, object] = next;
    waiting.delete(creation);
    const error = await setErrorOf(async () => {
      created.set(creation, await make(context, { account, creation }, object));
    });
    if (error !== undefined) notCreated.set(creation, error);
    context.signal.throwIfAborted();
  }
  return {
    accountId: account.id,
    created: created.size === 0 ? null : Object.fromEntries(created),
    notCreated: notCreated.size === 0 ? null : Object.fromEntries(notCreated),
  };
}

/** The first one that waits for no other; of a circle the first, whose source is then not found. */
function ready(
  { createdIds }: MethodContext,
  waiting: ReadonlyMap<string, UploadObject>,
): readonly [string, UploadObject] | undefined {
  const isOpen = (source: DataSource): boolean =>
    source.kind === 'blob' &&
    source.blobId.startsWith('#') &&
    waiting.has(source.blobId.slice(1)) &&
    !createdIds.has(source.blobId.slice(1));
  const free = [...waiting].find(([, { sources }]) => !sources.some(isOpen));
  return free ?? waiting.entries().next().value;
}

async function make(
  context: MethodContext,
  to: { readonly account: JmapAccount; readonly creation: string },
  { sources, type }: UploadObject,
): Promise<ResponseArguments> {
  const { mail } = context.services;
  const { accountId, tenantId } = to.account;
  await using upload = new Upload(mail);
  for (const source of sources) {
    const named = source.kind === 'blob' ? actualId(context, source.blobId) : undefined;
    for await (const piece of sourceOctets(mail, accountId, { source, blobId: named ?? '' })) {
      if (upload.length + piece.length > maxSizeUpload) throw new SetError('tooLarge');
      await upload.push(piece);
    }
  }
  const { uploadId, size } = await upload.finish({ accountId, tenantId, type });
  const id = formatBlobId({ kind: 'upload', uploadId });
  context.createdIds.set(to.creation, id);
  return { id, type: shownType(type), size };
}

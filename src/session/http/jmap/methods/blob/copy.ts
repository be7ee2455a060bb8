import { blobOctets } from '#core/mailbox/blobs/blob-octets.ts';
import { openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import { Upload } from '#core/mailbox/blobs/upload.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatBlobId } from '#proto/jmap/ids.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { maxObjectsInSet, maxSizeUpload } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { setErrorOf } from '#session/http/jmap/set-results.ts';

/** Blob/copy: uploads what another account has (RFC 8620 §6.3). */
export async function blobCopy(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const from = accountOf(context, args, 'fromAccountId');
  const to = writableAccountOf(context, args);
  const ids = args.optionalIds('blobIds', maxObjectsInSet) ?? refuseArguments('blobIds is missing');
  args.done();
  const { mail } = context.services;
  const open = await openBlobs(mail, from.accountId, ids);
  const copied = new Map<string, string>();
  const notCopied = new Map<string, SetError>();
  for (const id of ids) {
    const error = await setErrorOf(async () => {
      const blob = open.get(id);
      if (blob === undefined) throw new SetError('notFound');
      await using upload = new Upload(mail);
      for await (const piece of blobOctets(mail, blob)) {
        if (upload.length + piece.length > maxSizeUpload) throw new SetError('tooLarge');
        await upload.push(piece);
      }
      const { accountId, tenantId } = to;
      const { uploadId } = await upload.finish({ accountId, tenantId, type: blob.type });
      copied.set(id, formatBlobId({ kind: 'upload', uploadId }));
    });
    if (error !== undefined) notCopied.set(id, error);
    context.signal.throwIfAborted();
  }
  return {
    fromAccountId: from.id,
    accountId: to.id,
    copied: copied.size === 0 ? null : Object.fromEntries(copied),
    notCopied: notCopied.size === 0 ? null : Object.fromEntries(notCopied),
  };
}

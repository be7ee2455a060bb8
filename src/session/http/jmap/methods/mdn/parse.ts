import { openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import { isMessage, readWholeBlob } from '#core/mailbox/import-email.ts';
import type { Mdn } from '#core/mdn/mdn.ts';
import { readMdn } from '#core/mdn/read-mdn.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';

/** Octets of all blobs that one call parses: notifications are small. Our choice. */
export const mdnOctetsMax = 50_000_000;

/** MDN/parse: tells blobs as notifications (RFC 9007 §2.2). */
export async function mdnParse(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const { mail } = context.services;
  const { id, accountId } = accountOf(context, args);
  const blobIds = args.optionalIds('blobIds', maxObjectsInGet);
  if (blobIds === undefined) refuseArguments('blobIds is missing');
  args.done();
  const actual = new Map(blobIds.map((blobId) => [blobId, actualId(context, blobId) ?? '']));
  const blobs = await openBlobs(mail, accountId, [...actual.values()]);
  const octets = [...blobs.values()].reduce((sum, { start, end }) => sum + end - start, 0);
  if (octets > mdnOctetsMax) {
    throw new MethodError('requestTooLarge', 'These blobs are too large to be parsed at once');
  }
  const parsed = new Map<string, Mdn & { readonly forEmailId: null }>();
  const notParsable: string[] = [];
  const notFound: string[] = [];
  for (const [asked, blobId] of actual) {
    const blob = blobs.get(blobId);
    const whole = blob === undefined ? undefined : await readWholeBlob(mail, blob);
    const mdn = whole !== undefined && isMessage(whole) ? readMdn(whole) : undefined;
    if (whole === undefined) notFound.push(asked);
    else if (mdn === undefined) notParsable.push(asked);
    else parsed.set(asked, { forEmailId: null, ...mdn });
  }
  return {
    accountId: id,
    parsed: parsed.size === 0 ? null : Object.fromEntries(parsed),
    notParsable: notParsable.length === 0 ? null : notParsable,
    notFound: notFound.length === 0 ? null : notFound,
  };
}

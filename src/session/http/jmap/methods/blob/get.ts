import { openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { refuseArguments } from '#proto/jmap/method-error.ts';
import { maxBlobGetOctets, maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import {
  blobObject,
  checkBlobProperties,
} from '#session/http/jmap/methods/blob/blob-properties.ts';

/** Names in one `properties`. Our choice; there are seven. */
const propertiesMax = 20;

/** Blob/get: octets, sizes and digests of blobs (RFC 9404 §4.2). */
export async function blobGet(context: MethodContext, args: Arguments): Promise<ResponseArguments> {
  const account = accountOf(context, args);
  const ids = args.optionalIds('ids', maxObjectsInGet) ?? refuseArguments('ids is missing');
  const names = args.optionalStrings('properties', propertiesMax) ?? ['data', 'size'];
  const properties = checkBlobProperties(names);
  const offset = args.optionalUnsigned('offset') ?? 0;
  const length = args.optionalUnsigned('length');
  args.done();
  const { mail } = context.services;
  const actual = new Map(ids.map((id) => [id, actualId(context, id) ?? '']));
  const open = await openBlobs(mail, account.accountId, [...new Set(actual.values())]);
  const budget = { left: maxBlobGetOctets };
  const list: unknown[] = [];
  const notFound: string[] = [];
  for (const [id, text] of actual) {
    const blob = open.get(text);
    if (blob === undefined) notFound.push(id);
    else list.push(await blobObject(mail, blob, { properties, offset, length }, budget));
    context.signal.throwIfAborted();
  }
  return { accountId: account.id, list, notFound };
}

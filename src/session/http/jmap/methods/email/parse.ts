import { type OpenBlob, openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import { isMessage, readWholeBlob } from '#core/mailbox/import-email.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { EmailContent } from '#proto/jmap/email/email-content.ts';
import { emailObject } from '#proto/jmap/email/email-object.ts';
import { type EmailPart, encodingLetter } from '#proto/jmap/email/email-part.ts';
import { type EmailRequest, parseDefaults } from '#proto/jmap/email/email-request.ts';
import { formatBlobId, parseBlobId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import { readEmailRequest } from '#session/http/jmap/methods/email/email-arguments.ts';

/** Octets of all blobs that one call parses: two of the largest. Our choice. */
const parsedOctetsMax = 100_000_000;

/** Email/parse: tells blobs as messages (RFC 8621 §4.9). */
export async function emailParse(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const { mail } = context.services;
  const { id: accountId, accountId: number } = accountOf(context, args);
  const blobIds = args.optionalIds('blobIds', maxObjectsInGet);
  if (blobIds === undefined) refuseArguments('blobIds is missing');
  const request = readEmailRequest(args, parseDefaults);
  args.done();

  const actual = new Map(blobIds.map((id) => [id, actualId(context, id) ?? '']));
  const blobs = await openBlobs(mail, number, [...actual.values()]);
  const octets = [...blobs.values()].reduce((sum, { start, end }) => sum + end - start, 0);
  if (octets > parsedOctetsMax) {
    throw new MethodError('requestTooLarge', 'These blobs are too large to be parsed at once');
  }
  const parsed = new Map<string, JsonObject>();
  const notParsable: string[] = [];
  const notFound: string[] = [];
  for (const [asked, id] of actual) {
    const blob = blobs.get(id);
    const message = blob === undefined ? undefined : await parseBlob(context, blob, request);
    if (blob === undefined) notFound.push(asked);
    else if (message === undefined) notParsable.push(asked);
    else parsed.set(asked, message);
  }
  return {
    accountId,
    parsed: parsed.size === 0 ? null : Object.fromEntries(parsed),
    notParsable: notParsable.length === 0 ? null : notParsable,
    notFound: notFound.length === 0 ? null : notFound,
  };
}

/** Undefined for what is no message. */
async function parseBlob(
  context: MethodContext,
  blob: OpenBlob,
  request: EmailRequest,
): Promise<JsonObject | undefined> {
  try {
    const octets = await readWholeBlob(context.services.mail, blob);
    if (!isMessage(octets)) return undefined;
    const content = EmailContent.of(octets);
    const blobIdOf = partIds(blob.id);
    return emailObject(
      { place: undefined, blobId: blob.id, size: octets.length, content, blobIdOf },
      request,
    );
  } catch (error) {
    if (error instanceof SetError) return undefined; // Too large.
    throw error;
  }
}

/** Parts of a blob have ids as parts of what the blob is a part of; not where that is encoded. */
function partIds(blobId: string): (part: EmailPart) => string | null {
  const outer = parseBlobId(blobId);
  return ({ part }) => {
    if (outer === undefined) return null;
    const { bodyStart, bodyEnd } = part;
    const encoding = encodingLetter(part);
    if (outer.kind === 'message') {
      const { messageId } = outer;
      return formatBlobId({ kind: 'part', messageId, start: bodyStart, end: bodyEnd, encoding });
    }
    if (outer.kind === 'upload') {
      const span = { start: bodyStart, end: bodyEnd, encoding };
      return formatBlobId({ kind: 'upload-part', uploadId: outer.uploadId, ...span });
    }
    if (outer.encoding !== '7') return null;
    const start = outer.start + bodyStart;
    return formatBlobId({ ...outer, start, end: outer.start + bodyEnd, encoding });
  };
}

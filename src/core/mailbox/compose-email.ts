import { type Random, systemRandom } from '#base/random.ts';
import { blobOctets } from '#core/mailbox/blobs/blob-octets.ts';
import { type OpenBlob, openBlobs } from '#core/mailbox/blobs/open-blob.ts';
import type { Mail } from '#core/mailbox/mail.ts';
import type { DraftPart } from '#proto/jmap/email/create-body.ts';
import type { NewEmail } from '#proto/jmap/email/create-email.ts';
import { fieldProperty } from '#proto/jmap/email/create-header.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import { ComposeError } from '#proto/mime/compose/compose-error.ts';
import { composeMessage } from '#proto/mime/compose/compose-message.ts';
import type { ComposedField, ComposedPart } from '#proto/mime/compose/composed-part.ts';

/** Octets of all attachments of one message, not encoded: as large as an upload. Our choice. */
export const attachmentsOctetsMax = 50_000_000;

/** Octets of chance in a Message-ID and in boundaries. */
const chanceOctets = 12;

/** What the message does not say itself. */
export type ComposeFacts = {
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Behind the `@` of its Message-ID. */
  readonly domain: string;
  readonly random?: Random;
};

/**
 * Writes a message with CRLF line ends, its attachments read from their blobs. Date and Message-ID
 * are added where they lack (RFC 8621 §4.6).
 *
 * @throws {SetError} `invalidProperties`, `blobNotFound`, `tooLarge`.
 */
export async function composeEmail(
  mail: Pick<Mail, 'store'>,
  accountId: number,
  email: NewEmail,
  { now, domain, random = systemRandom }: ComposeFacts,
): Promise<Uint8Array<ArrayBuffer>> {
  const blobs = await readBlobs(mail, accountId, blobIdsOf(email.body));
  const names = new Set(email.fields.map(({ name }) => name.toLowerCase()));
  const chance = (): string => Buffer.from(random.bytes(chanceOctets)).toString('hex');
  const added: ComposedField[] = [];
  if (!names.has('date')) added.push({ name: 'Date', date: now });
  if (!names.has('message-id')) {
    added.push({ name: 'Message-ID', messageIds: [`${chance()}@${domain}`] });
  }
  try {
    const body = withContents(email.body, blobs);
    const { octets } = composeMessage([...email.fields, ...added], body, chance());
    return Uint8Array.from(octets);
  } catch (error) {
    if (!(error instanceof ComposeError)) throw error;
    const property = fieldProperty(error.where, [...names]) ?? 'bodyStructure';
    throw invalidProperties([property], error.message);
  }
}

function blobIdsOf(part: DraftPart): string[] {
  if ('parts' in part) return part.parts.flatMap(blobIdsOf);
  return 'blobId' in part.content ? [part.content.blobId] : [];
}

async function readBlobs(
  mail: Pick<Mail, 'store'>,
  accountId: number,
  blobIds: readonly string[],
): Promise<ReadonlyMap<string, ReadBlob>> {
  const wanted = [...new Set(blobIds)];
  const open =
    wanted.length === 0 ? new Map<string, OpenBlob>() : await openBlobs(mail, accountId, wanted);
  const notFound = wanted.filter((id) => !open.has(id));
  if (notFound.length > 0) {
    throw new SetError('blobNotFound', 'There are no blobs of these ids', { notFound });
  }
  const encodedOctets = blobIds.reduce((sum, id) => sum + lengthOf(open.get(id)), 0);
  if (encodedOctets > attachmentsOctetsMax * 2) throw tooLarge();
  const read = new Map<string, ReadBlob>();
  let octets = 0;
  for (const [id, blob] of open) {
    const pieces: Uint8Array[] = [];
    for await (const piece of blobOctets(mail, blob)) {
      pieces.push(piece);
      octets += piece.length;
      if (octets > attachmentsOctetsMax) throw tooLarge();
    }
    read.set(id, { octets: Buffer.concat(pieces), type: blob.type });
  }
  return read;
}

function lengthOf(blob: OpenBlob | undefined): number {
  return blob === undefined ? 0 : blob.end - blob.start;
}

function tooLarge(): SetError {
  const maxSize = attachmentsOctetsMax;
  return new SetError('tooLarge', 'The attachments are too large', { maxSize });
}

type ReadBlob = { readonly octets: Uint8Array; readonly type: string };

function withContents(part: DraftPart, blobs: ReadonlyMap<string, ReadBlob>): ComposedPart {
  if ('parts' in part) {
    return { ...part.multipart, parts: part.parts.map((one) => withContents(one, blobs)) };
  }
  if ('text' in part.content) return { ...part.leaf, content: part.content.text };
  const { octets: content, type: own } = blobs.get(part.content.blobId) ?? nothing;
  const type =
    part.leaf.type || (/^(?!multipart)\w[^\s/;]*\/\w[^\s/;]*$/.test(own) ? own : nothing.type);
  const charset = part.leaf.charset ?? guessedCharset(type, content);
  return { ...part.leaf, type, content, charset };
}

const nothing: ReadBlob = { octets: new Uint8Array(), type: 'application/octet-stream' };

/** Of a text whose charset nobody named: UTF-8 where it is nothing else. */
function guessedCharset(type: string, octets: Uint8Array): string | undefined {
  if (!type.startsWith('text/')) return undefined;
  if (!octets.some((octet) => octet > 127)) return undefined;
  return Buffer.from(octets).toString('utf8').includes('\ufffd') ? undefined : 'utf-8';
}

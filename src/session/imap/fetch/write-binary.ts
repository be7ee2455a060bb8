import { refuse } from '#base/refusal.ts';
import { type OpenMessage, readSlice } from '#core/mailbox/message-batch.ts';
import { partAt, type PartSpan } from '#core/mailbox/section-range.ts';
import type { FetchItem } from '#proto/imap/fetch-item.ts';
import type { ResponseWriter } from '#proto/imap/response-writer.ts';
import { decodePartOctets } from '#proto/mime/transfer.ts';
import type { ImapSession } from '#session/imap/session.ts';

type BinaryItem = Extract<FetchItem, { kind: 'binary' }>;
type SizeItem = Extract<FetchItem, { kind: 'binary-size' }>;

/** Encodings that can be undone (RFC 2045 §6). */
const knownEncodings = new Set(['7bit', '8bit', 'binary', 'base64', 'quoted-printable']);

/** Writes ` ~{n}` and the decoded octets of a part (RFC 9051 §6.4.5, RFC 3516 §4.2). */
export async function writeBinary(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  item: BinaryItem,
): Promise<void> {
  const octets = await decodedPart(session, message, item.part);
  if (octets === undefined) return writer.text(' NIL');
  const { partial } = item;
  const part =
    partial === undefined
      ? octets
      : octets.subarray(partial.offset, Math.min(partial.offset + partial.count, octets.length));
  writer.text(part.includes(0) ? ' ~' : ' ');
  writer.literal(part);
}

/** Writes the size of the decoded part (RFC 9051 §6.4.5). */
export async function writeBinarySize(
  session: ImapSession,
  writer: ResponseWriter,
  message: OpenMessage,
  item: SizeItem,
): Promise<void> {
  const octets = await decodedPart(session, message, item.part);
  writer.text(' ');
  writer.number(octets?.length ?? 0);
}

async function decodedPart(
  { context }: ImapSession,
  message: OpenMessage,
  path: readonly number[],
): Promise<Uint8Array | undefined> {
  if (message.record === undefined) throw new Error('BINARY without a record');
  const root: PartSpan = message.record.root;
  const whole = path.length === 0;
  const part = whole ? root : partAt(root, path);
  if (part === undefined) return undefined;
  const start = whole ? 0 : part.bodyStart;
  const end = whole ? message.size : part.bodyEnd;
  const octets =
    message.octets?.subarray(start, end) ??
    (await readSlice(context.mail, message, { start, end }));
  if (whole || part.type === 'multipart' || part.type === 'message') return octets;
  // RFC 9051 §6.4.5: a part that cannot be decoded is refused, not sent as it is.
  if (!knownEncodings.has(part.encoding)) refuse('message.encoding', `Encoding ${part.encoding}`);
  return decodePartOctets(octets, part.encoding);
}

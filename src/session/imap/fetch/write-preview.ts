import type { OpenMessage } from '#core/mailbox/message-batch.ts';
import type { ResponseWriter } from '#proto/imap/response-writer.ts';
import { encodeUtf8 } from '#proto/imap/text.ts';

/** PREVIEW: made when the message came, so LAZY is never too late (RFC 8970 §3). */
export function writePreview(writer: ResponseWriter, { record }: OpenMessage): void {
  if (record === undefined) throw new Error('PREVIEW without a record');
  const octets = encodeUtf8(record.preview);
  // RFC 8970 §3.1: UTF-8 text, as a literal so that rev1 clients can read it.
  writer.text(` {${octets.length}}\r\n`);
  writer.text(octets);
}

import type { RawField } from '#proto/mime/structure.ts';

/** Fields of a message's header that the derived record tells, unfolded, as octets. */
export type HeaderValues = {
  date?: string;
  subject?: string;
  from?: string;
  sender?: string;
  'reply-to'?: string;
  to?: string;
  cc?: string;
  bcc?: string;
  'in-reply-to'?: string;
  'message-id'?: string;
  references?: string;
};

/**
 * Picks what the record tells from a header. Of a field that may come once the first counts
 * (RFC 5322 §3.6); repeated To, Cc and Bcc, which senders do write, are joined.
 */
export function gatherHeader(fields: readonly RawField[]): HeaderValues {
  const values: HeaderValues = {};
  for (const { name, value } of fields) {
    const key = name.toLowerCase();
    switch (key) {
      case 'to':
      case 'cc':
      case 'bcc': {
        const before = values[key];
        values[key] = before === undefined ? value : `${before}, ${value}`;
        break;
      }
      case 'date':
      case 'subject':
      case 'from':
      case 'sender':
      case 'reply-to':
      case 'in-reply-to':
      case 'message-id':
      case 'references':
        values[key] ??= value;
        break;
      default:
    }
  }
  return values;
}

import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';
import type { RawField } from '#proto/mime/structure.ts';

/** Addresses of one message that are looked at in search of somebody. Our choice. */
export const lookedAtMax = 50;

/** Senders that are no people: of lists and of mail servers (RFC 3834 §2, RFC 5230 §4.6). */
const programs =
  /^(?:owner-.*|.*-(?:owner|request|bounces?)(?:[+=].*)?|bounces?(?:[+=-].*)?|mailer-daemon|listserv|majordomo|postmaster|root|no-?reply|do-?not-?reply)$/u;

/** Precedence of mail that goes to many (RFC 3834 §2). */
const manyPrecedence: ReadonlySet<string> = new Set(['bulk', 'junk', 'list']);

/** Fields that name recipients, be it of who passed the message on (RFC 5230 §4.5). */
const recipientFields: ReadonlySet<string> = new Set([
  'to',
  'cc',
  'bcc',
  'resent-to',
  'resent-cc',
  'resent-bcc',
]);

/**
 * Why a message is never answered by a program; undefined for one that may be (RFC 3834 §2, RFC 5230
 * §4.5, §4.6).
 *
 * @param sender Of the envelope.
 */
export function whyNotAnswered(
  sender: string,
  fields: readonly RawField[],
): 'sender' | 'automatic' | 'list' | 'bulk' | 'unwanted' | undefined {
  const at = sender.lastIndexOf('@');
  if (at <= 0 || programs.test(sender.slice(0, at).toLowerCase())) return 'sender';
  for (const { name, value } of fields) {
    const text = value.trim().toLowerCase();
    switch (name.toLowerCase()) {
      case 'auto-submitted':
        if (!/^no\s*(?:[;(]|$)/u.test(text)) return 'automatic'; // RFC 3834 §5
        break;
      case 'content-type':
        if (text.startsWith('multipart/report')) return 'automatic'; // RFC 6522 §3
        break;
      case 'precedence':
        if (manyPrecedence.has(text)) return 'bulk';
        break;
      case 'x-auto-response-suppress':
        // Exchange and Outlook: MS-OXCMAIL §2.2.3.2.14.
        if (/\b(?:all|oof|autoreply)\b/u.test(text)) return 'unwanted';
        break;
      default:
        if (name.toLowerCase().startsWith('list-')) return 'list'; // RFC 2369 §3, RFC 2919 §3
    }
  }
  return undefined;
}

/** Addresses that the message says it is for, as `local@domain`; {@link lookedAtMax} at most. */
export function addressees(fields: readonly RawField[]): readonly string[] {
  const found = new Set<string>();
  for (const { name, value } of fields) {
    if (!recipientFields.has(name.toLowerCase())) continue;
    for (const { localPart, domain } of mailboxesOf(parseAddressList(value))) {
      if (found.size === lookedAtMax) return [...found];
      if (domain !== '') found.add(Buffer.from(`${localPart}@${domain}`, 'latin1').toString());
    }
  }
  return [...found];
}

import type { HeaderField } from '#proto/dkim/header-field.ts';

/**
 * Fields that are named once more than they are there, so that nobody can add one that readers
 * would see (RFC 6376 §8.15).
 */
const sealed = [
  'from',
  'to',
  'cc',
  'subject',
  'date',
  'message-id',
  'reply-to',
  'in-reply-to',
  'references',
  'mime-version',
  'content-type',
  'content-transfer-encoding',
] as const;

/** Fields that are signed where they are (RFC 6376 §5.4.1); forwarders may add some. */
const whereThere: ReadonlySet<string> = new Set([
  'sender',
  'auto-submitted',
  'autocrypt',
  'content-disposition',
  'content-id',
  'content-language',
  'disposition-notification-to',
  'feedback-id',
  'importance',
  'list-archive',
  'list-help',
  'list-id',
  'list-owner',
  'list-post',
  'list-subscribe',
  'list-unsubscribe',
  'list-unsubscribe-post',
  'organization',
  'original-message-id',
  'precedence',
  'priority',
  'resent-cc',
  'resent-date',
  'resent-from',
  'resent-message-id',
  'resent-sender',
  'resent-to',
  'tls-required',
  'x-priority',
]);

/** Signed fields of one name; what more there are is rubbish and makes `h=` long. Our choice. */
const sameNameMax = 5;

/**
 * The names for `h=` (RFC 6376 §5.4).
 *
 * @param more Further names that are signed where they are, in small letters.
 */
export function namesToSign(
  fields: readonly HeaderField[],
  more: readonly string[] = [],
): readonly string[] {
  const counts = new Map<string, number>();
  for (const { name } of fields) counts.set(name, (counts.get(name) ?? 0) + 1);
  const names: string[] = [];
  for (const name of sealed) {
    const count = Math.min(counts.get(name) ?? 0, sameNameMax);
    names.push(...repeat(name, count + 1));
  }
  for (const [name, count] of counts) {
    if (!whereThere.has(name) && !more.includes(name)) continue;
    names.push(...repeat(name, Math.min(count, sameNameMax)));
  }
  return names;
}

function repeat(name: string, count: number): string[] {
  return Array.from({ length: count }, () => name);
}

import { refuse } from '#base/refusal.ts';
import { sentFieldsMax, type SendingRefusalCode } from '#core/sending/send-request.ts';
import type { ComposedField } from '#proto/mime/compose/composed-part.ts';

/**
 * Fields that the server writes, or that others take for its word: they are set by members of the
 * request or not at all.
 */
const reserved: ReadonlySet<string> = new Set([
  'from',
  'sender',
  'to',
  'cc',
  'bcc',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'mime-version',
  'return-path',
  'received',
  'received-spf',
  'delivered-to',
  'x-original-to',
  'envelope-to',
  'authentication-results',
  'dkim-signature',
  'domainkey-signature',
  'apparently-to',
  'errors-to',
  'disposition-notification-options',
]);

const reservedPrefix = /^(?:content-|resent-|arc-|dkim-|x-postamt-|x-spam)/;

/** Fields that hold message ids (RFC 5322 §3.6.4). */
const idFields: ReadonlySet<string> = new Set(['in-reply-to', 'references']);

/** Fields that hold URLs in brackets (RFC 2369 §2, RFC 8058 §3.1). */
const urlFields = /^list-(?:unsubscribe|subscribe|help|owner|archive|post)$/;

/**
 * The header fields that a program sets itself, as List-Unsubscribe or X-Order.
 *
 * @throws {Refusal} `sending.invalid` for a reserved one and for too many.
 */
export function ownFields(
  fields: readonly { readonly name: string; readonly value: string }[],
): ComposedField[] {
  if (fields.length > sentFieldsMax) invalid(`A message has ${sentFieldsMax} own fields at most`);
  return fields.map(({ name, value }) => {
    const lower = name.toLowerCase();
    if (reserved.has(lower) || reservedPrefix.test(lower)) {
      invalid(`The field "${name.slice(0, 76)}" cannot be set; the server writes it`);
    }
    if (idFields.has(lower)) return { name, messageIds: value.match(/[^\s<>]+/g) ?? [] };
    const urls = urlFields.test(lower) ? bracketed(value) : undefined;
    return urls === undefined ? { name, text: value } : { name, urls };
  });
}

/** The URLs of `<a>, <b>`; undefined for what is of another form, as `NO`. */
function bracketed(value: string): readonly string[] | undefined {
  const form = /^\s*<[^<>]+>(?:\s*,\s*<[^<>]+>)*\s*$/;
  if (!form.test(value)) return undefined;
  return [...value.matchAll(/<([^<>]+)>/g)].map(([, url = '']) => url.trim());
}

function invalid(why: string): never {
  return refuse<SendingRefusalCode>('sending.invalid', why);
}

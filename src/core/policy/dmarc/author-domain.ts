import { authorsMax } from '#core/policy/header-from.ts';
import { asciiDomain } from '#core/policy/spf/target-name.ts';
import { ParseError } from '#proto/cursor.ts';
import { type HeaderField, splitHeader, valueOf } from '#proto/dkim/header-field.ts';
import { mailboxesOf, parseAddressList } from '#proto/mime/address.ts';

/** Whose domain answers for a message (RFC 9989 §5.3.1). */
export type AuthorDomain =
  | { readonly kind: 'one'; readonly domain: string }
  /** There is nothing to judge by. */
  | { readonly kind: 'none'; readonly reason: string }
  /** People may be shown another author than the one that was judged. */
  | { readonly kind: 'ambiguous'; readonly reason: string };

/**
 * The domain of the author, with A-labels in small letters. Several authors are well when they share
 * one; several From fields never are (RFC 5322 §3.6).
 *
 * @param header With its empty line, one character per octet.
 */
export function authorDomain(header: string): AuthorDomain {
  let fields: readonly HeaderField[];
  try {
    ({ fields } = splitHeader(header));
  } catch (error) {
    if (error instanceof ParseError) return { kind: 'ambiguous', reason: error.message };
    throw error;
  }
  const [from, second] = fields.filter(({ name }) => name === 'from');
  if (from === undefined) return { kind: 'none', reason: 'no From field' };
  if (second !== undefined) return { kind: 'ambiguous', reason: 'several From fields' };
  const authors = mailboxesOf(parseAddressList(valueOf(from).replaceAll('\r\n', '')));
  if (authors.length > authorsMax) return { kind: 'ambiguous', reason: 'too many authors' };
  const domains = new Set(authors.map(({ domain }) => normalDomain(domain)));
  const [domain] = domains;
  if (domains.size > 1) return { kind: 'ambiguous', reason: 'authors of several domains' };
  if (domain === undefined) return { kind: 'none', reason: 'no domain in From' };
  return { kind: 'one', domain };
}

/** Fields come one character per octet; beyond ASCII they are UTF-8 (RFC 6532 §3.2). */
function normalDomain(domain: string): string | undefined {
  return asciiDomain(Buffer.from(domain, 'latin1').toString())?.toLowerCase();
}

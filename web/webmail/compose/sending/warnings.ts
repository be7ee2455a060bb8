import { type DraftContent, everybody, sentAttachments } from '../draft/content.ts';
import { isAddress } from '../recipients/addresses.ts';
import { lookAlike } from '../recipients/look-alike.ts';
import { promisesAttachment } from './attachment-words.ts';

/** What keeps a message from leaving. */
export type Obstacle =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'bad-address'; readonly email: string };

/** What the writer should think about once more. */
export type Warning =
  | { readonly kind: 'no-subject' }
  | { readonly kind: 'no-attachment' }
  | { readonly kind: 'look-alike'; readonly email: string; readonly known: string };

/** Why a message cannot be sent; undefined: it can. */
export function obstacleTo(content: DraftContent): Obstacle | undefined {
  const all = everybody(content);
  if (all.length === 0) return { kind: 'nobody' };
  const bad = all.find(({ email }) => !isAddress(email));
  return bad === undefined ? undefined : { kind: 'bad-address', email: bad.email };
}

/**
 * What may have been forgotten.
 *
 * @param text The body as plain text.
 * @param known Addresses that this account has written with, its own included.
 */
export function warningsOf(
  content: DraftContent,
  text: string,
  known: readonly string[],
): readonly Warning[] {
  const warnings: Warning[] = [];
  if (content.subject.trim() === '') warnings.push({ kind: 'no-subject' });
  const files = sentAttachments(content).filter(({ cid }) => cid === null);
  const promised = promisesAttachment(`${content.subject}\n${text}`);
  if (files.length === 0 && promised) warnings.push({ kind: 'no-attachment' });
  for (const { email } of everybody(content)) {
    const alike = lookAlike(email, known);
    if (alike !== undefined) warnings.push({ kind: 'look-alike', email, known: alike });
  }
  return warnings;
}

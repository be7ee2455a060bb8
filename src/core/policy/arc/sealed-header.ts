import { canonicalField, type HeaderField } from '#proto/dkim/header-field.ts';

/** The fields of a set, in the order in which they are sealed. */
export type SealedSet = {
  readonly results: HeaderField;
  readonly signature: HeaderField;
  readonly seal: HeaderField;
};

/**
 * What a seal signs: the fields of all sets, the oldest first, in their relaxed form; the seal
 * itself comes last, with `b=` empty (RFC 8617 §5.1.1).
 *
 * @param unsigned The seal, without its CRLF.
 */
export function sealedHeader(
  before: readonly SealedSet[],
  own: Pick<SealedSet, 'results' | 'signature'>,
  unsigned: HeaderField,
): Buffer {
  const fields = [
    ...before.flatMap(({ results, signature, seal }) => [results, signature, seal]),
    own.results,
    own.signature,
    unsigned,
  ];
  const text = fields.map((field) => canonicalField(field, 'relaxed')).join('');
  return Buffer.from(text, 'latin1');
}

import type { RawField } from '#proto/mime/structure.ts';

/**
 * Whether the sender cares more for arrival than for secrecy: a server may have the message that
 * TLS policies of its domain forbid (RFC 8689 §3). REQUIRETLS of the envelope says more.
 */
export function tlsRequiredNo(fields: readonly RawField[], requireTls: boolean): boolean {
  if (requireTls) return false;
  return fields.some(({ name, value }) => {
    return name.toLowerCase() === 'tls-required' && value.trim().toLowerCase() === 'no';
  });
}

import type { Address } from '#core/directory/address.ts';
import { normalizeDomain } from '#core/directory/domain-name.ts';
import type { ComposedMailbox } from '#proto/mime/compose/composed-part.ts';

/** RFC 5322 §3.2.3 and RFC 6532 §3.2; a local part that needs quotes is not for programs. */
const atoms =
  /^[\w!#$%&'*+/=?^`{|}~\u00a0-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u00a0-\u{10ffff}-]+)*$/u;

/** Octets of a local part (RFC 5321 §4.5.3.1.1). */
const localPartOctetsMax = 64;

const beyondAscii = /[\u0080-\u{10ffff}]/u;

/**
 * An address as it is written to: the local part as given, and the domain as A-labels unless the
 * local part asks for SMTPUTF8 anyway (RFC 6531 §3.1). Undefined for what is no address.
 */
export function sentAddress(text: string): Address | undefined {
  const at = text.lastIndexOf('@');
  const localPart = text.slice(0, at);
  const ascii = normalizeDomain(text.slice(at + 1));
  if (at <= 0 || ascii === undefined || !atoms.test(localPart)) return undefined;
  if (Buffer.byteLength(localPart) > localPartOctetsMax) return undefined;
  return { localPart, domain: beyondAscii.test(localPart) ? text.slice(at + 1) : ascii };
}

/** Whether an address or a header needs SMTPUTF8 (RFC 6531 §3.4). */
export function isInternational({ localPart }: Address): boolean {
  return beyondAscii.test(localPart);
}

/** The mailbox with its address as {@link sentAddress} writes it, or as it is. */
export function sentMailbox(mailbox: ComposedMailbox): ComposedMailbox {
  const address = sentAddress(mailbox.address);
  if (address === undefined) return mailbox;
  return { ...mailbox, address: `${address.localPart}@${address.domain}` };
}

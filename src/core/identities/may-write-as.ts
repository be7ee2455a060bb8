import type { Recipients } from '#core/directory/recipients.ts';
import { sentAddress } from '#core/sending/sent-address.ts';

/** Local part of an identity that stands for all addresses of its domain (RFC 8621 §6). */
const anyone = '*';

/**
 * Whether an account may write as an address: one that it may send as, or `*@domain` where what
 * nobody else has of the domain leads to it.
 */
export async function mayWriteAs(
  recipients: Pick<Recipients, 'maySendAs'>,
  accountId: number,
  email: string,
): Promise<boolean> {
  const address = sentAddress(email);
  return address !== undefined && (await recipients.maySendAs(accountId, address));
}

/** Whether what an identity stands for covers an address, both as `local@domain`. */
export function covers(identityEmail: string, email: string): boolean {
  const one = sentAddress(identityEmail);
  const other = sentAddress(email);
  if (one === undefined || other === undefined) return false;
  if (one.domain.toLowerCase() !== other.domain.toLowerCase()) return false;
  return one.localPart === anyone || one.localPart.toLowerCase() === other.localPart.toLowerCase();
}

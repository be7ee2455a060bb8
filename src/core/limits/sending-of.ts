import { hash } from 'node:crypto';

import type { Login } from '#core/auth/login-context.ts';
import type { Envelope, EnvelopeRecipient } from '#core/delivery/envelope.ts';
import { formatAddress, normalizeAddress, parseAddress } from '#core/directory/address.ts';
import { senderScopes } from '#core/limits/send-scopes.ts';
import { ParseError } from '#proto/cursor.ts';
import { parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';
import type { Sending } from '#store/operations/limits/sending.ts';
import type { Store } from '#store/store.ts';

/** Octets of a hash that fit a safe integer. */
const hashOctets = 6;

/** What a message counts for in the limits of who sends it, and what is watched of it. */
export async function sendingOf(store: Store, login: Login, envelope: Envelope): Promise<Sending> {
  const { accountId, tenantId, address } = login;
  const { recipients, origin } = envelope;
  const addresses = recipients
    .filter((recipient) => isElsewhere(recipient, tenantId))
    .map((recipient) => recipient.address);
  const hashes = addresses.map(recipientHash);
  const { scopes } = await senderScopes(store, login);
  const network = networkNumber(origin.remoteAddress);
  return {
    scopes,
    recipients: recipients.length,
    sender: { accountId, tenantId, address, hashes, addresses, network },
  };
}

/** A number of 48 bits by which an address is known again. */
export function recipientHash(text: string): number {
  const address = parseAddress(text);
  const normal = address === undefined ? undefined : normalizeAddress(address);
  const name = normal === undefined ? text.toLowerCase() : formatAddress(normal);
  return hash('sha256', name, 'buffer').readUIntBE(0, hashOctets);
}

/** A number of the address's network: /24 of IPv4, /48 of IPv6; 0 for what is no address. */
export function networkNumber(address: string): number {
  const six = address.includes(':');
  try {
    const octets = Buffer.from(six ? parseIpv6(address) : parseIpv4(address));
    return six ? 2 ** 48 + octets.readUIntBE(0, 6) : 2 ** 24 + octets.readUIntBE(0, 3);
  } catch (error) {
    if (error instanceof ParseError) return 0;
    throw error;
  }
}

/** Colleagues are no strangers, nor are addresses of ours that lead elsewhere. */
function isElsewhere({ resolution }: EnvelopeRecipient, tenantId: number): boolean {
  if (resolution.kind === 'remote') return true;
  const { deliveries } = resolution;
  return deliveries.length > 0 && deliveries.every((delivery) => delivery.tenantId !== tenantId);
}

import type { Random } from '#base/random.ts';
import type { SecretBox } from '#core/secrets/secret-box.ts';

/** Octets of a secret: the key of HMAC-SHA256. The specification wants 24 to 64. */
export const webhookSecretOctets = 32;

/** How a secret begins, so that scanners find those that have leaked (Standard Webhooks). */
const secretPrefix = 'whsec_';

/** Whose secret it is. */
type SecretOwner = { readonly accountId: number; readonly url: string };

/** A new secret: as it is shown once, and as it is kept. */
export function newWebhookSecret(
  owner: SecretOwner,
  { random, secrets }: { readonly random: Random; readonly secrets: Pick<SecretBox, 'seal'> },
): { readonly text: string; readonly sealed: Uint8Array } {
  const octets = random.bytes(webhookSecretOctets);
  const text = secretPrefix + Buffer.from(octets).toString('base64');
  return { text, sealed: secrets.seal(octets, secretName(owner)) };
}

/** @throws {SealBroken} */
export function openWebhookSecret(
  { secret, ...owner }: SecretOwner & { readonly secret: Uint8Array },
  secrets: Pick<SecretBox, 'open'>,
): Uint8Array {
  return secrets.open(secret, secretName(owner));
}

/** A secret is good for its application and URL alone. */
function secretName({ accountId, url }: SecretOwner): string {
  return `webhook ${accountId} ${url}`;
}

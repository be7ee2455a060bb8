import type { Random } from '#base/random.ts';
import type { SecretBox } from '#core/secrets/secret-box.ts';

/** Octets of a secret: the key of HMAC-SHA256. The specification wants 24 to 64. */
export const webhookSecretOctets = 32;

/** Milliseconds for which a secret that was replaced signs too: a day. Our choice. */
export const formerSecretMs = 86_400_000;

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

/** The secrets of a webhook as they are kept. */
type KeptSecrets = SecretOwner & {
  readonly secret: Uint8Array;
  readonly formerSecret: Uint8Array;
  readonly formerUntil: number;
};

/**
 * The keys that sign now, the newest first.
 *
 * @param now Milliseconds since the epoch.
 * @throws {SealBroken}
 */
export function openWebhookSecrets(
  { secret, formerSecret, formerUntil, ...owner }: KeptSecrets,
  secrets: Pick<SecretBox, 'open'>,
  now: number,
): readonly Uint8Array[] {
  const kept = formerSecret.length > 0 && now < formerUntil ? [secret, formerSecret] : [secret];
  return kept.map((sealed) => secrets.open(sealed, secretName(owner)));
}

/** A secret is good for its application and URL alone. */
function secretName({ accountId, url }: SecretOwner): string {
  return `webhook ${accountId} ${url}`;
}

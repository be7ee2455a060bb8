import type { Clock } from '#base/clock.ts';
import type { Envelope } from '#core/delivery/envelope.ts';
import type { Signer } from '#core/delivery/signer.ts';
import { arcSealer } from '#core/policy/arc/arc-sealer.ts';
import { dkimSigner } from '#core/policy/dkim/dkim-signer.ts';
import type { SecretBox } from '#core/secrets/secret-box.ts';
import { SigningKeys } from '#core/signing-keys/signing-keys.ts';
import { findApplication } from '#store/operations/application/find-application.ts';
import type { Store } from '#store/store.ts';

export type SignersWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly secrets: SecretBox;
  /** Ours, as it begins Authentication-Results. */
  readonly hostName: string;
};

/** What signs mail that leaves: DKIM for our own, ARC for what is forwarded. */
export function signers({ store, clock, secrets, hostName }: SignersWorld): readonly Signer[] {
  const keys = new SigningKeys({ store, clock, secrets });
  const keysOf = async (domain: string, envelope: Envelope) =>
    await keys.keysOf(domain, await streamOf(store, envelope));
  return [
    dkimSigner({ clock, keysOf }),
    arcSealer({ clock, keysOf, authservId: hostName, sealingDomain: forwardingDomain }),
  ];
}

/** Applications may sign with a selector of their own; empty for the domain's. */
async function streamOf(store: Store, { origin: { login } }: Envelope): Promise<string> {
  if (login?.application !== true) return '';
  return (await store.read(findApplication, login.accountId))?.dkimStream ?? '';
}

/** The domain of the first recipient whose mail goes on to another server. */
function forwardingDomain({ recipients }: Envelope): string | undefined {
  return recipients.find(({ resolution }) => {
    return resolution.kind === 'local' && resolution.forwards.length > 0;
  })?.domain;
}

import type { Envelope } from '#core/delivery/envelope.ts';
import type { Signer } from '#core/delivery/signer.ts';
import type { ArcFinding } from '#core/policy/authentication.ts';
import { type ArcChain, collectChain } from '#core/policy/arc/arc-sets.ts';
import { sealedHeader } from '#core/policy/arc/sealed-header.ts';
import {
  relaxedBodyHash,
  signFields,
  type SigningWorld,
  splitOrNothing,
} from '#core/policy/dkim/dkim-signer.ts';
import { signOctets } from '#core/policy/dkim/sign-octets.ts';
import { namesToSign } from '#core/policy/dkim/signed-names.ts';
import type { SigningKey } from '#core/policy/dkim/signing-key.ts';
import { type ChainStatus, instancesMax } from '#proto/dkim/arc-field.ts';
import { type HeaderField, toField, valueOf } from '#proto/dkim/header-field.ts';
import { trimBlanks } from '#proto/dkim/tag-list.ts';
import { withSignature, writeTags } from '#proto/dkim/write-field.ts';

export type SealingWorld = SigningWorld & {
  /** How our own Authentication-Results fields begin (RFC 8601 §2.5). */
  readonly authservId: string;
  /** Whose keys seal a message; undefined for nobody's. */
  readonly sealingDomain: (envelope: Envelope) => string | undefined;
};

/**
 * Seals what came from outside and is forwarded: what was found here goes with the message, since
 * the next server can no longer find it itself (RFC 8617 §5.1).
 */
export function arcSealer(world: SealingWorld): Signer {
  return {
    name: 'arc',
    sign: async (context) => {
      const { authentication, envelope, header } = context;
      if (authentication === undefined) return [];
      const split = splitOrNothing(header);
      const domain = world.sealingDomain(envelope);
      if (split === undefined || domain === undefined) return [];
      const chain = collectChain(split.fields);
      // No further set may follow, or none would count (RFC 8617 §5.1, §4.2.1).
      if (chain.ended || chain.highest >= instancesMax) return [];
      const key = sealingKey(await world.keysOf(domain, envelope));
      if (key === undefined) return [];
      const seal: Seal = {
        key,
        chain,
        status: statusOf(chain, authentication.arc),
        bodyHash: await relaxedBodyHash(split, context, world.clock),
        time: String(Math.floor(world.clock.now() / 1000)),
        results: ownResults(split.fields, world.authservId),
      };
      return setOf(split.fields, seal);
    },
  };
}

/** One set has one algorithm: RSA, which all can verify, before Ed25519. */
function sealingKey(keys: readonly SigningKey[]): SigningKey | undefined {
  return keys.find(({ algorithm }) => algorithm === 'rsa-sha256') ?? keys[0];
}

/** What the seal says of the chain before it; it must still be the one that was verified. */
function statusOf(chain: ArcChain, found: ArcFinding): ChainStatus {
  if (chain.highest === 0 && chain.fault === undefined) return 'none';
  const same = chain.fault === undefined && chain.highest === found.instances;
  return same && found.result === 'pass' ? 'pass' : 'fail';
}

/** What our topmost Authentication-Results field says, folds included (RFC 8617 §4.1.1). */
function ownResults(fields: readonly HeaderField[], authservId: string): string {
  for (const field of fields) {
    if (field.name !== 'authentication-results') continue;
    const value = trimBlanks(valueOf(field));
    const [id = ''] = /^[^\s;]+/.exec(value) ?? [];
    if (id.toLowerCase() === authservId.toLowerCase()) return value;
  }
  return `${authservId}; none`;
}

type Seal = {
  readonly key: SigningKey;
  readonly chain: ArcChain;
  readonly status: ChainStatus;
  readonly bodyHash: string;
  /** Seconds since the epoch. */
  readonly time: string;
  readonly results: string;
};

/** The fields of a new set, the seal first. */
async function setOf(fields: readonly HeaderField[], seal: Seal): Promise<string[]> {
  const { key, chain, status, time } = seal;
  const instance = String(chain.highest + 1);
  const results = `ARC-Authentication-Results: i=${instance}; ${seal.results}\r\n`;
  const signature = await messageSignature(fields, instance, seal);
  const text = writeTags('ARC-Seal', [
    ['i', instance],
    ['a', key.algorithm],
    ['t', time],
    ['cv', status],
    ['d', key.domain],
    ['s', key.selector],
  ]);
  // A seal on a broken chain stands for itself alone (RFC 8617 §5.1.2).
  const before = status === 'pass' ? chain.sets.map((set) => set.fields) : [];
  const own = { results: written(results), signature: written(signature) };
  const octets = sealedHeader(before, own, written(text));
  return [withSignature(text, await signOctets(octets, key)), signature, results];
}

/** The ARC-Message-Signature. Results and seals are not signed by it (RFC 8617 §4.1.2). */
function messageSignature(
  fields: readonly HeaderField[],
  instance: string,
  { key, time, bodyHash }: Seal,
): Promise<string> {
  const names = namesToSign(fields, ['dkim-signature']);
  const text = writeTags('ARC-Message-Signature', [
    ['i', instance],
    ['a', key.algorithm],
    ['c', 'relaxed/relaxed'],
    ['d', key.domain],
    ['s', key.selector],
    ['t', time],
    ['h', names.join(':')],
    ['bh', bodyHash],
  ]);
  return signFields(text, fields, { key, names });
}

function written(text: string): HeaderField {
  const field = toField(text);
  if (field === undefined) throw new Error('A field was written wrongly');
  return field;
}
